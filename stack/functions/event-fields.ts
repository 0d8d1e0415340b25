/** What every control event has in common, from the resource to the event engine's input. */

import type { Int64 } from '../core/int64.js';
import type { EventInput } from '../events/types.js';
import type { RandomizableEvent } from '../model/2018/types.gen.js';
import { bitsOfHex } from './hex-bits.js';

/** What the device knows about a list of events, beside the list. */
export interface EventContext {
  /** mRID of the program that the list belongs to. */
  readonly programId: string;
  /** The device's own kinds: bits of {@link ./device-category}. */
  readonly deviceCategory: number;
}

/** OneHourRangeType: seconds either way. */
const MAX_RANDOMISATION_S = 3600;

/** The parts of an event's input that do not depend on what it controls. */
export function commonFields(
  event: RandomizableEvent,
  context: EventContext,
): Omit<EventInput<unknown>, 'modes' | 'forThisDevice' | 'mandatory' | 'payload'> {
  const randomizeStart = event.randomizeStart === undefined ? 0 : event.randomizeStart;
  const randomizeDuration = event.randomizeDuration === undefined ? 0 : event.randomizeDuration;
  const valid =
    event.mRID !== '' &&
    isTime(event.creationTime) &&
    isTime(event.interval.start) &&
    isTime(event.EventStatus.dateTime) &&
    event.interval.duration > 0 &&
    Math.abs(randomizeStart) <= MAX_RANDOMISATION_S &&
    Math.abs(randomizeDuration) <= MAX_RANDOMISATION_S;
  const fields = {
    mRID: event.mRID,
    programId: context.programId,
    creationTime: Number(event.creationTime),
    start: Number(event.interval.start),
    duration: event.interval.duration,
    randomizeStart,
    randomizeDuration,
    currentStatus: event.EventStatus.currentStatus,
    statusTime: Number(event.EventStatus.dateTime),
    valid,
    responseRequired: bitsOfHex(event.responseRequired),
  };
  return event.replyTo === undefined ? fields : { ...fields, replyTo: event.replyTo };
}

/** Whether a TimeType is one that clocks reach: exact as a number, and not before 1970. */
function isTime(value: Int64): boolean {
  return typeof value === 'number' && value >= 0;
}

/** Whether a value is absent or in [low, high]. */
export function isWithin(value: number | undefined, low: number, high: number): boolean {
  return value === undefined || (value >= low && value <= high);
}
