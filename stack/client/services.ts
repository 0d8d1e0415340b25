/** What every part of one session needs. */

import { type Limits } from '../core/limits.js';
import { type PeerIdentity } from '../core/peer-identity.js';
import { type Entropy } from '../ports/entropy.js';
import { type Log } from '../ports/log.js';
import { type Scheduler } from '../ports/scheduler.js';
import { type Requester } from './requester.js';

/** The server's time as the session knows it. */
export interface ServerTime {
  /** Now, s; 0 before it is known. */
  nowS(): number;
}

export interface SessionServices {
  /** Tells servers apart in logs and in the event engine. */
  readonly serverId: string;
  readonly requester: Requester;
  readonly scheduler: Scheduler;
  readonly entropy: Entropy;
  readonly limits: Limits;
  readonly log: Log;
  readonly identity: PeerIdentity;
}
