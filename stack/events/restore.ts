/** Keeping the engine's state over a restart: a copy that shares nothing, and a check of what flash gave back. */

import { NO_MODES } from './mode-set.js';
import { STATE_LAYOUT } from './store.js';
import { type EventState, type StoredEvent, type StoredProgram } from './types.js';

/**
 * A copy that the engine may change; payloads are shared, since nothing changes them. No event holds a mode until the
 * first step, which needs the clocks.
 */
export function copyState<P>(state: EventState<P>): EventState<P> {
  const copy: EventState<P> = {
    layout: state.layout,
    programs: [],
    events: [],
    remembered: state.remembered.slice(),
    owed: state.owed.slice(),
    forgottenUntil: state.forgottenUntil,
  };
  for (let i = 0; i < state.programs.length; i++) copy.programs.push(copyProgram(state.programs[i]!));
  for (let i = 0; i < state.events.length; i++) copy.events.push(copyEvent(state.events[i]!));
  return copy;
}

function copyProgram<P>(program: StoredProgram<P>): StoredProgram<P> {
  return { ...program };
}

function copyEvent<P>(event: StoredEvent<P>): StoredEvent<P> {
  return { ...event, holds: NO_MODES };
}

/**
 * Whether a value read from flash is a state of this layout. It is checked for its form, not for its meaning: whoever
 * wrote it was this engine. A state of another layout is dropped, and the next polls build a new one.
 */
export function isEventState(value: unknown): boolean {
  const state = value as Partial<EventState<unknown>> | undefined;
  return (
    typeof state === 'object' &&
    state?.layout === STATE_LAYOUT &&
    Array.isArray(state.programs) &&
    Array.isArray(state.events) &&
    Array.isArray(state.remembered) &&
    Array.isArray(state.owed) &&
    typeof state.forgottenUntil === 'number'
  );
}
