/** What the utilities of a scenario publish, and when: programmes at the start, each event at its time. */

import { type Program } from '../../stack/server/entry.js';
import { findHolder } from '../pki/test-pki.js';
import { derControlBase, describeControls, deviceCategory, loadControlFields } from './scenario/controls.js';
import { type DeviceKind, type EventPlan, type ProgramPlan, type ServerSpec } from './scenario/types.js';
import { type PublishedEvent, type Stage } from './stage.js';
import { type VirtualUtility } from './virtual-utility.js';

/** deviceCategory is mandatory in an EndDeviceControl: one for everybody names every kind. */
const ALL_KINDS: readonly DeviceKind[] = ['thermostat', 'water-heater', 'ev-charger', 'inverter', 'meter'];

/** Registers the devices, offers the programmes and arranges for the events. */
export function publishPrograms(world: Stage, spec: ServerSpec, utility: VirtualUtility): void {
  const { server } = utility;
  for (const name of spec.devices) {
    const { lfdi, sfdi, pin } = findHolder(world.pki, name);
    const kind = world.scenario.devices.find((device) => device.name === name)!.kind;
    const category = deviceCategory([kind]);
    server.addEndDevice({ lfdi, sfdi, pin, deviceCategory: category, ders: kind === 'inverter' ? 1 : 0 });
  }
  const offered: { readonly plan: ProgramPlan; readonly program: Program }[] = [];
  for (const plan of spec.programs) offered.push({ plan, program: offer(utility, plan) });
  for (const name of spec.devices) {
    const programs = offered.filter(({ plan }) => plan.devices.includes(name)).map(({ program }) => program);
    if (programs.length > 0) server.assign(findHolder(world.pki, name).lfdi, { description: spec.name, programs });
  }
  for (const { plan, program } of offered) {
    for (const event of plan.events) {
      world.at(event.publishS, () => publish(world, spec, utility, plan, program, event));
    }
  }
}

function offer(utility: VirtualUtility, plan: ProgramPlan): Program {
  const program = utility.server.addProgram({
    kind: plan.kind === 'der' ? 'der' : 'demand-response',
    primacy: plan.primacy,
    description: plan.name,
    ...(plan.mRID === undefined ? {} : { mRID: plan.mRID }),
  });
  if (plan.defaultControl !== undefined) {
    utility.server.setDefaultControl(program, { DERControlBase: derControlBase(plan.defaultControl) });
  }
  return program;
}

function publish(
  world: Stage,
  spec: ServerSpec,
  utility: VirtualUtility,
  program: ProgramPlan,
  offered: Program,
  plan: EventPlan,
): void {
  const category = deviceCategory(plan.categories);
  const control =
    plan.drlc === undefined
      ? { DERControlBase: derControlBase(plan.der ?? {}) }
      : { ...loadControlFields(plan.drlc), drProgramMandatory: false, loadShiftForward: false };
  const path = utility.server.addEvent(offered, {
    startS: plan.startS + spec.clockOffsetS,
    durationS: plan.durationS,
    description: plan.name.slice(0, 32),
    randomizeStartS: plan.randomizeStartS,
    randomizeDurationS: plan.randomizeDurationS,
    responseRequired: plan.responseRequired,
    control,
    ...(plan.mRID === undefined ? {} : { mRID: plan.mRID }),
    ...(category !== undefined
      ? { deviceCategory: category }
      : plan.drlc === undefined
        ? {}
        : { deviceCategory: deviceCategory(ALL_KINDS)! }),
  });
  const mRID = (utility.server.tree.get(path)!.fields as { mRID: string }).mRID;
  const controls = describeControls(plan.drlc, plan.der);
  const published: PublishedEvent = { mRID, server: spec.name, program, plan, path, controls };
  world.events.set(mRID, published);
  world.observer.onPublished?.(world.nowS(), published);
  if (plan.cancelS === undefined) return;
  world.at(plan.cancelS, () => {
    utility.server.cancelEvent(path, { isRandomized: plan.cancelRandomized, reason: 'not needed' });
    world.observer.onCancelled?.(world.nowS(), published);
  });
}
