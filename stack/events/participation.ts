/** The user's part in an event: opt-out, opt-in, override (IEEE 2030.5-2018 event rules; EndDeviceControl). */

import { isDue, type Judged, type Step, tell } from './judgement.js';
import { NO_MODES, withoutModes } from './mode-set.js';
import { ResponseStatus } from './respond.js';

/** Does what the user asked for since the last step, and ends an override whose time is over. */
export function heedUser<P>(step: Step<P>, entry: Judged<P>): void {
  const event = entry.event;
  const serverNow = entry.serverNow;
  const request = event.request;
  event.request = '';
  const expires = event.participation === 'overriding' && event.overrideLeft >= 0;
  if (expires && isDue(entry, event.overrideUntil, step.now)) {
    event.overrideLeft = 0;
    event.participation = 'in';
    tell(step, entry, 'optedIn', ResponseStatus.OptIn, event.modes, '');
  }
  if (request === 'optOut' && event.participation !== 'optedOut') {
    event.participation = 'optedOut';
    tell(step, entry, 'optedOut', ResponseStatus.OptOut, event.modes, '');
  } else if (request === 'override' && event.participation === 'in' && event.overrideLeft !== 0) {
    event.participation = 'overriding';
    event.overrideUntil = serverNow + event.overrideLeft;
    tell(step, entry, 'overridden', ResponseStatus.OptOut, event.modes, '');
  } else if (request === 'optIn' && event.participation !== 'in') {
    if (expires) event.overrideLeft = Math.max(0, event.overrideUntil - serverNow);
    event.participation = 'in';
    tell(step, entry, 'optedIn', ResponseStatus.OptIn, event.modes, '');
  }
}

/** Lets an effective event control the device, unless the user has said no. */
export function participate<P>(step: Step<P>, entry: Judged<P>): void {
  const event = entry.event;
  event.holds = NO_MODES;
  if (event.phase !== 'running') return;
  if (event.participation !== 'in') {
    event.missedSome = true;
    return;
  }
  event.holds = withoutModes(event.modes, event.lost);
  if (event.ranSome) return;
  event.ranSome = true;
  tell(step, entry, 'started', ResponseStatus.EventStarted, event.holds, '');
}
