/** One step of the event engine: ten events of one program are known and scheduled, and the first of them starts. */

import { BOARD_LIMITS } from '../../../stack/core/limits.js';
import { EventEngine } from '../../../stack/events/engine.js';
import { Meter, report } from './meter.js';

const EVENTS = 10;
const FIRST_START_S = 1000;
const DURATION_S = 300;
/** The mode that every event sets. */
const MODE = 1;
/** Received, and what follows from it (responseRequired). */
const ALL_RESPONSES = 7;

export function measureEventStep(): void {
  const options = { limits: BOARD_LIMITS, supportedModes: MODE, random: half };
  const engine = new EventEngine<string>(options);
  engine.setClock('time', 0);
  engine.setProgram({ programId: 'P', serverId: 'S', clockId: 'time', primacy: 1 });
  for (let i = 0; i < EVENTS; i++) {
    engine.upsert({
      mRID: 'E' + i,
      programId: 'P',
      creationTime: 500,
      start: FIRST_START_S + i * DURATION_S,
      duration: DURATION_S,
      randomizeStart: 0,
      randomizeDuration: 0,
      currentStatus: 0,
      statusTime: 500,
      modes: MODE,
      forThisDevice: true,
      valid: true,
      mandatory: false,
      responseRequired: ALL_RESPONSES,
      replyTo: '/rsps/0/rsp',
      payload: '',
    });
  }
  engine.step(FIRST_START_S - 1);
  const meter = new Meter();
  meter.start();
  const { transitions } = engine.step(FIRST_START_S);
  meter.stop();
  if (transitions.length !== 1 || transitions[0]!.kind !== 'started') throw new Error('no event started');
  report('event.step', meter.instructions);
}

function half(): number {
  return 0.5;
}
