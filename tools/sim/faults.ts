/** What goes wrong in a scenario, each at its time and for as long as it says. */

import { type FaultSpec } from './scenario/types.js';
import { type Stage } from './stage.js';

/** Arranges all faults of the world's scenario. */
export function scheduleFaults(world: Stage): void {
  for (const fault of world.scenario.faults) {
    world.at(fault.atS, () => {
      strike(world, fault);
      world.observer.onFault?.(world.nowS(), describeFault(fault));
    });
    if (fault.forS > 0) {
      world.at(fault.atS + fault.forS, () => {
        mend(world, fault);
        world.observer.onFault?.(world.nowS(), 'over: ' + describeFault(fault));
      });
    }
  }
}

function strike(world: Stage, fault: FaultSpec): void {
  switch (fault.kind) {
    case 'partition':
      world.network.partition([fault.targets]);
      break;
    case 'link-down':
      for (const name of fault.targets) world.network.node(name)!.setLink(false);
      break;
    case 'server-restart':
      for (const name of fault.targets) world.utilities.get(name)!.crash();
      break;
    case 'clock-step':
      for (const name of fault.targets) world.utilities.get(name)!.clock.step(fault.stepS);
      break;
    case 'loss':
      for (const name of fault.targets) world.network.node(name)!.loss = fault.share;
      break;
  }
}

function mend(world: Stage, fault: FaultSpec): void {
  switch (fault.kind) {
    case 'partition':
      world.network.heal();
      break;
    case 'link-down':
      for (const name of fault.targets) world.network.node(name)!.setLink(true);
      break;
    case 'server-restart':
      for (const name of fault.targets) world.utilities.get(name)!.recover();
      break;
    case 'loss':
      for (const name of fault.targets) world.network.node(name)!.loss = 0;
      break;
    case 'clock-step':
      break;
  }
}

/** A fault in a few words, for a timeline. */
export function describeFault(fault: FaultSpec): string {
  const who = fault.targets.join(', ');
  switch (fault.kind) {
    case 'partition':
      return `network split: ${who} apart`;
    case 'link-down':
      return `link down: ${who}`;
    case 'server-restart':
      return `server down: ${who}`;
    case 'clock-step':
      return `clock of ${who} jumps by ${fault.stepS} s`;
    case 'loss':
      return `${fault.share * 100} % loss: ${who}`;
  }
}
