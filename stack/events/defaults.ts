/**
 * What controls a mode: the event that holds it or, where none does, a program's default control
 * (IEEE 2030.5-2018 DefaultDERControl; event rules, rule 7).
 */

import { hasMode } from './mode-set.js';
import type { EventState, StoredEvent, StoredProgram } from './types.js';

/** Who sets a mode: an event, or a program's default control. Both absent: nobody, the device is free. */
export interface ModeSource<P> {
  readonly event?: StoredEvent<P>;
  readonly program?: StoredProgram<P>;
  readonly payload?: P;
}

/** Who sets a mode since the last step. */
export function sourceOf<P>(state: Readonly<EventState<P>>, mode: number): ModeSource<P> {
  for (let i = 0; i < state.events.length; i++) {
    const event = state.events[i]!;
    if (hasMode(event.holds, mode)) return { event, payload: event.payload };
  }
  const program = defaultProgramOf(state, mode);
  return program === undefined ? {} : { program, payload: program.default!.payload };
}

/**
 * The policy of which default control applies to a mode: that of the strongest program whose default control sets it.
 * Like events, defaults compete per mode; a strong program that says nothing of a mode leaves it to the next.
 */
export function defaultProgramOf<P>(state: Readonly<EventState<P>>, mode: number): StoredProgram<P> | undefined {
  for (let i = 0; i < state.programs.length; i++) {
    const program = state.programs[i]!;
    if (!program.removed && program.default !== undefined && hasMode(program.default.modes, mode)) return program;
  }
  return undefined;
}
