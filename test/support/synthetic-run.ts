/** A day whose events reach the devices by magic: what the report shows, without the protocol. */

import { CurveRecorder, recordBaseline } from '../../tools/sim/curve-recorder.js';
import { Household, type SimulatedDevice } from '../../tools/sim/household.js';
import { ProtocolRecorder } from '../../tools/sim/protocol-recorder.js';
import { type SimulationResult } from '../../tools/sim/result.js';
import { describeControls } from '../../tools/sim/scenario/controls.js';
import { type EventPlan, type Scenario } from '../../tools/sim/scenario/types.js';

interface Task {
  readonly atS: number;
  run(): void;
}

export function syntheticRun(scenario: Scenario): SimulationResult {
  const home = new Household(scenario);
  const curves = new CurveRecorder(home, scenario);
  const protocol = new ProtocolRecorder(() => home.nowS());
  const tasks = plan(scenario, home, protocol).sort((a, b) => a.atS - b.atS);
  const endS = scenario.startS + scenario.durationS;
  while (curves.nextS() <= endS) {
    while (tasks.length > 0 && tasks[0]!.atS <= curves.nextS()) {
      home.advance(tasks[0]!.atS);
      tasks.shift()!.run();
    }
    home.advance(curves.nextS());
    curves.take();
  }
  return {
    scenario,
    withProgramme: curves.curves(),
    withoutProgramme: recordBaseline(scenario, (same) => new Household(same)),
    events: protocol.events(),
    runs: protocol.runs(endS),
    timeline: protocol.timeline(),
    octets: protocol.octets(),
    tasks: 123_456,
    hostS: 2.5,
  };
}

function plan(scenario: Scenario, home: Household, protocol: ProtocolRecorder): Task[] {
  const tasks: Task[] = [];
  let serial = 0;
  for (const { name } of scenario.devices) {
    tasks.push({ atS: scenario.startS + 10, run: () => greet(protocol, name) });
  }
  for (const server of scenario.servers) {
    for (const program of server.programs) {
      for (const event of program.events) {
        const mRID = (++serial).toString(16).toUpperCase().padStart(32, '0');
        const { drlc, der, startS, durationS, publishS } = event;
        const controls = describeControls(drlc, der);
        const { kind, primacy } = program;
        const published = {
          mRID,
          name: event.name,
          program: program.name,
          server: server.name,
          kind,
          primacy,
          controls,
        };
        tasks.push({ atS: publishS, run: () => protocol.publish({ ...published, startS, durationS }) });
        for (const device of program.devices) {
          const spec = home.device(device).spec;
          if (event.categories.length > 0 && !event.categories.includes(spec.kind)) continue;
          tasks.push(...planEvent(event, mRID, home.device(device), protocol));
        }
      }
    }
  }
  return tasks;
}

function greet(protocol: ProtocolRecorder, device: string): void {
  const log = protocol.logOf(device);
  log.write('info', 'discovery.found', { instance: 'utility', address: 'fd00::1' });
  log.write('info', 'tls.established', { server: 'fd00::1 8443', sfdi: 167261211391 });
  const octets = protocol.octetsOf(device);
  Object.assign(octets, {
    dnsSd: 410,
    tcp: 48_213,
    handshake: 3321,
    http: 39_120,
    bodies: 12_044,
    bodiesAsXml: 88_310,
  });
  Object.assign(octets, { messages: 402, fullHandshakes: 1, resumptions: 4 });
}

function planEvent(event: EventPlan, mRID: string, device: SimulatedDevice, protocol: ProtocolRecorder): Task[] {
  const log = protocol.logOf(device.spec.name);
  const say = (kind: string, status: number): void => {
    log.write('info', 'event.' + kind, { function: 'load', mRID, status });
    log.write('info', 'response.posted', { mRID, status, http: 201 });
  };
  const startS = event.startS + 40;
  const endS = event.startS + event.durationS;
  const optOut = device.spec.optOut.find(({ fromS }) => fromS >= startS && fromS < endS);
  const received: Task = { atS: event.publishS + 60, run: () => say('received', 1) };
  if (event.cancelS !== undefined && event.cancelS < startS) {
    return [received, { atS: event.cancelS + 30, run: () => say('cancelled', 6) }];
  }
  return [
    received,
    { atS: startS, run: () => (apply(device, event), say('started', 2)) },
    optOut === undefined
      ? {
          atS: event.cancelS ?? endS,
          run: () => (release(device), say(event.cancelS === undefined ? 'completed' : 'cancelled', 3)),
        }
      : { atS: optOut.fromS, run: () => (release(device), say('optedOut', 4)) },
  ];
}

function apply({ ports, spec }: SimulatedDevice, { drlc, der }: EventPlan): void {
  if (spec.kind === 'inverter') {
    if (der?.maxPercent !== undefined) ports.inverter.setExportLimitW((spec.ratedW * der.maxPercent) / 100);
    return;
  }
  if (drlc?.coolingOffsetK !== undefined && spec.kind === 'thermostat') {
    ports.setpoint.setSetpointC(spec.setpointC + drlc.coolingOffsetK);
  }
  const duty = drlc?.dutyCyclePercent ?? 100;
  ports.load.setLimit(Math.min(duty, 100 - (drlc?.loadReductionPercent ?? 0)) / 100);
}

function release({ ports, spec }: SimulatedDevice): void {
  if (spec.kind === 'inverter') ports.inverter.setExportLimitW(spec.ratedW);
  else ports.load.setLimit(1);
  if (spec.kind === 'thermostat' || spec.kind === 'water-heater') ports.setpoint.setSetpointC(spec.setpointC);
}
