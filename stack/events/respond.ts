/**
 * Which Response an event owes, when, and whether the server asked for it
 * (IEEE 2030.5-2018 Response function set, table of response types by function set).
 *
 * The numbers are those of the 2018 edition. The 2023 edition adds 251, and implementations of it number 12–14 anew
 * (other server, other program, resumed): they differ in this table alone.
 */

import type { OwedResponse } from './types.js';

export const ResponseStatus = Object.freeze({
  EventReceived: 1,
  EventStarted: 2,
  EventCompleted: 3,
  OptOut: 4,
  OptIn: 5,
  EventCancelled: 6,
  EventSuperseded: 7,
  PartialOptOut: 8,
  PartialOptIn: 9,
  NoParticipation: 10,
  Acknowledged: 11,
  CannotDisplay: 12,
  AbortedOtherServer: 13,
  AbortedOtherProgram: 14,
  NotApplicable: 252,
  Invalid: 253,
  Expired: 254,
});

/** Bits of `responseRequired`. */
const RECEIVED_BIT = 1;
const SPECIFIC_BIT = 2;
const END_USER_BIT = 4;

/** Whether `responseRequired` asks for a response of this status. */
export function isRequired(status: number, responseRequired: number): boolean {
  if (status === ResponseStatus.EventReceived) return (responseRequired & RECEIVED_BIT) !== 0;
  if (status === ResponseStatus.OptOut || status === ResponseStatus.OptIn || status === ResponseStatus.Acknowledged) {
    return (responseRequired & END_USER_BIT) !== 0;
  }
  return (responseRequired & SPECIFIC_BIT) !== 0;
}

/** The bit that marks a status as answered: statuses 1–14, and 252–254 above them. */
export function answeredBit(status: number): number {
  return 1 << (status >= ResponseStatus.NotApplicable ? status - ResponseStatus.NotApplicable + 16 : status);
}

/** An event as far as its answers go. */
export interface Answerable {
  readonly mRID: string;
  readonly responseRequired: number;
  readonly replyTo: string;
  answered: number;
}

/**
 * Notes a response as owed: once per event and status, only where the server asked for it and said where to.
 * Returns the response that had to give way in a full list, the oldest.
 */
export function owe(
  owed: OwedResponse[],
  capacity: number,
  event: Answerable,
  status: number,
  createdDateTime: number,
  serverId: string,
): OwedResponse | undefined {
  const bit = answeredBit(status);
  if ((event.answered & bit) !== 0) return undefined;
  event.answered = event.answered | bit;
  if (event.replyTo === '' || !isRequired(status, event.responseRequired)) return undefined;
  let dropped: OwedResponse | undefined;
  if (owed.length >= capacity) dropped = owed.shift();
  owed.push({ mRID: event.mRID, status, createdDateTime, replyTo: event.replyTo, serverId });
  return dropped;
}

/** What an event says at its effective end, from how the user let it run. */
export function completionStatus(event: {
  readonly ranSome: boolean;
  readonly missedSome: boolean;
  readonly participation: string;
}): number {
  if (!event.ranSome) return ResponseStatus.NoParticipation;
  if (!event.missedSome) return ResponseStatus.EventCompleted;
  return event.participation === 'in' ? ResponseStatus.PartialOptIn : ResponseStatus.PartialOptOut;
}
