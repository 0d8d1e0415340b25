/**
 * Posts the responses that events owe, one at a time and in order, until the server has each
 * (IEEE 2030.5-2018, Response function set; CORE-022). What is owed is kept by the event engine, so that nothing is lost
 * with the connection, the control or the device's power.
 */

import { type PeerIdentity } from '../core/peer-identity.js';
import { type OwedResponse } from '../events/types.js';
import { type Sep2Resource } from '../model/2018/types.gen.js';
import { type Log } from '../ports/log.js';
import { type Scheduler, type Timer } from '../ports/scheduler.js';
import { type Outcome, type Requester } from './requester.js';

/** Wait after a server could not be reached or could not answer, ms. */
const RETRY_MS = 60_000;

/** Rounds after which a response is given up that the server meets with an error of its own; 503 is none. */
const MAX_ROUNDS = 5;

/** What is owed, and who is told that it is no more. */
export interface ResponseBook {
  /** Oldest first. */
  readonly owed: readonly OwedResponse[];
  acknowledge(response: OwedResponse): void;
}

/** Whose responses they are. */
export interface ResponderHost {
  readonly identity: PeerIdentity;
  /** Who takes responses for a server; `undefined` while there is no session with it. */
  requester(serverId: string): Requester | undefined;
}

export interface ResponderServices {
  readonly scheduler: Scheduler;
  readonly log: Log;
}

export class Responder {
  private readonly services: ResponderServices;
  private readonly host: ResponderHost;
  private readonly element: 'DrResponse' | 'DERControlResponse';
  private readonly book: ResponseBook;
  private posting = false;
  private stopped = false;
  /** Rounds in which the server had an error of its own with the response at the head. */
  private rounds = 0;
  /** Servers that could not be reached, until they are tried again. */
  private readonly resting = new Map<string, Timer>();

  constructor(
    services: ResponderServices,
    host: ResponderHost,
    element: 'DrResponse' | 'DERControlResponse',
    book: ResponseBook,
  ) {
    this.services = services;
    this.host = host;
    this.element = element;
    this.book = book;
  }

  /** Posts what can be posted now; called whenever something new is owed. */
  run(): void {
    if (this.posting || this.stopped) return;
    const { owed } = this.book;
    for (let i = 0; i < owed.length; i++) {
      const requester = this.host.requester(owed[i]!.serverId);
      if (requester !== undefined && !this.resting.has(owed[i]!.serverId)) {
        this.post(owed[i]!, requester);
        return;
      }
    }
  }

  stop(): void {
    this.stopped = true;
    this.resting.forEach((timer) => timer.cancel());
    this.resting.clear();
  }

  private post(response: OwedResponse, requester: Requester): void {
    const { log } = this.services;
    const resource: Sep2Resource = {
      $element: this.element,
      createdDateTime: response.createdDateTime,
      endDeviceLFDI: this.host.identity.lfdi,
      status: response.status,
      subject: response.mRID,
    };
    this.posting = true;
    requester.post(response.replyTo, resource, (outcome) => {
      this.posting = false;
      if (this.isWorthAnotherRound(outcome)) {
        this.rest(response.serverId);
        this.run();
        return;
      }
      this.rounds = 0;
      const taken = outcome.status !== undefined && outcome.status < 300;
      log.write(taken ? 'info' : 'warn', taken ? 'response.posted' : 'response.refused', {
        mRID: response.mRID,
        status: response.status,
        http: outcome.status,
        error: outcome.error === undefined ? undefined : outcome.error.message,
      });
      this.book.acknowledge(response);
      this.run();
    });
  }

  private isWorthAnotherRound(outcome: Outcome<Sep2Resource>): boolean {
    // An href that leads nowhere leads nowhere the next time too.
    if (outcome.status === undefined) return outcome.failure !== undefined;
    if (outcome.status === 429 || outcome.status === 503) return true;
    if (outcome.status < 500) return false;
    this.rounds++;
    return this.rounds < MAX_ROUNDS;
  }

  private rest(serverId: string): void {
    const { scheduler } = this.services;
    const timer = scheduler.at(scheduler.nowMs() + RETRY_MS, () => {
      this.resting.delete(serverId);
      this.run();
    });
    this.resting.set(serverId, timer);
  }
}
