/** What the utilities of a scenario publish, and when: programmes at the start, each event at its time. */

import { type Program } from '../../stack/server/entry.js';
import { findHolder } from '../pki/test-pki.js';
import { describeControls, deviceCategory } from './scenario/controls.js';
import { eventSpec, offerProgram } from './scenario/offer.js';
import { type EventPlan, type ProgramPlan, type ServerSpec } from './scenario/types.js';
import { type PublishedEvent, type Stage } from './stage.js';
import { type VirtualUtility } from './virtual-utility.js';

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
  for (const plan of spec.programs) offered.push({ plan, program: offerProgram(utility.server, plan) });
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

function publish(
  world: Stage,
  spec: ServerSpec,
  utility: VirtualUtility,
  program: ProgramPlan,
  offered: Program,
  plan: EventPlan,
): void {
  // A scenario may begin when some of its events are over.
  if (plan.startS + plan.durationS <= world.nowS()) return;
  const path = utility.server.addEvent(offered, eventSpec(plan, spec.clockOffsetS));
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
