/** A scenario's programmes and events in the words of a server: what the simulation and `sep2 serve` both publish. */

import { type EventSpec, type Program, type UtilityServer } from '../../../stack/server/entry.js';
import { derControlBase, deviceCategory, loadControlFields } from './controls.js';
import { type EventPlan, type ProgramPlan } from './types.js';

/** Offers a programme with its default control, without members and events. */
export function offerProgram(server: UtilityServer, plan: ProgramPlan): Program {
  const program = server.addProgram({
    kind: plan.kind === 'der' ? 'der' : 'demand-response',
    primacy: plan.primacy,
    description: plan.name,
    ...(plan.mRID === undefined ? {} : { mRID: plan.mRID }),
  });
  if (plan.defaultControl !== undefined) {
    server.setDefaultControl(program, { DERControlBase: derControlBase(plan.defaultControl) });
  }
  return program;
}

/** @param shiftS what is added to the scenario's times to make them those of the server's clock, seconds */
export function eventSpec(plan: EventPlan, shiftS: number): EventSpec {
  const categories = deviceCategory(plan.categories);
  return {
    startS: Math.floor(plan.startS + shiftS),
    durationS: plan.durationS,
    description: plan.name.slice(0, MAX_DESCRIPTION),
    control: plan.der === undefined ? loadControlFields(plan.drlc ?? {}) : { DERControlBase: derControlBase(plan.der) },
    responseRequired: plan.responseRequired,
    ...(plan.randomizeStartS === 0 ? {} : { randomizeStartS: plan.randomizeStartS }),
    ...(plan.randomizeDurationS === 0 ? {} : { randomizeDurationS: plan.randomizeDurationS }),
    ...(plan.mRID === undefined ? {} : { mRID: plan.mRID }),
    ...(categories === undefined ? {} : { deviceCategory: categories }),
  };
}

/** Characters of an IdentifiedObject's description. */
const MAX_DESCRIPTION = 32;
