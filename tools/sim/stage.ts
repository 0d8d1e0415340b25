/** What the parts of a simulated world know of each other: types only, so that no part imports the whole. */

import { type VirtualNetwork } from '../../hal/virtual/network.js';
import { type ResponseReport } from '../../stack/functions/server-host.js';
import { type Sep2Resource } from '../../stack/model/2018/types.gen.js';
import { type Log } from '../../stack/ports/log.js';
import { type TestPki } from '../pki/test-pki.js';
import { type EventPlan, type ProgramPlan, type Scenario } from './scenario/types.js';
import { type VirtualUtility } from './virtual-utility.js';

/** An event on a server. */
export interface PublishedEvent {
  readonly mRID: string;
  readonly server: string;
  readonly program: ProgramPlan;
  readonly plan: EventPlan;
  /** Path on its server. */
  readonly path: string;
  /** What it asks for, in a few words. */
  readonly controls: string;
}

/** What a simulation tells while it runs. Times are seconds since the epoch, by a clock that is right. */
export interface WorldObserver {
  /** Every `scenario.stepS`, beginning with the first instant; the models stand at that time. */
  onSample?(timeS: number): void;
  /** Where a device's log goes. */
  logOf?(device: string): Log;
  onResponse?(server: string, timeS: number, report: ResponseReport): void;
  /** A body in EXI went out or came in. */
  onBody?(device: string, octets: number, resource: Sep2Resource): void;
  onFault?(timeS: number, text: string): void;
  onPublished?(timeS: number, event: PublishedEvent): void;
  onCancelled?(timeS: number, event: PublishedEvent): void;
}

/** The world, seen by what happens in it. */
export interface Stage {
  readonly scenario: Scenario;
  readonly network: VirtualNetwork;
  readonly pki: TestPki;
  readonly utilities: ReadonlyMap<string, VirtualUtility>;
  /** Events that were published so far, by mRID. */
  readonly events: Map<string, PublishedEvent>;
  readonly observer: WorldObserver;
  /** Seconds since the epoch, by a clock that is right. */
  nowS(): number;
  /** Runs `task` at a time of the day; at once where it has passed. */
  at(timeS: number, task: () => void): void;
}
