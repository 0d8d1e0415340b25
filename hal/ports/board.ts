/**
 * A whole board, as an appliance's program sees it: the machine that the stack runs on, and pins by their number. The program
 * says which pin is what; the board's data sheet (`boards/<name>/board.json`) says where it is.
 */

import { type CryptoPort } from '../../stack/ports/crypto.js';
import { type Entropy } from '../../stack/ports/entropy.js';
import { type Log } from '../../stack/ports/log.js';
import { type TcpPort, type UdpPort } from '../../stack/ports/network.js';
import { type Scheduler } from '../../stack/ports/scheduler.js';
import { type Store } from '../../stack/ports/store.js';
import {
  type DisplayPort,
  type LoadPort,
  type MeterPort,
  type OwnerPort,
  type SetpointPort,
  type ThermometerPort,
} from './appliance.js';

/** The pins of a board, by what a program may connect there. */
export interface BoardPins {
  /** Load output `index`, from 0; RangeError for one that no board has (0–7). It is unrestricted until it is set. */
  load(index: number): LoadPort;
  /** The meter of what the board switches. */
  readonly meter: MeterPort;
  readonly thermometer: ThermometerPort;
  /** A regulator of which the owner's choice is `ownerC`, °C. */
  setpoint(ownerC: number): SetpointPort;
  readonly owner: OwnerPort;
  readonly display: DisplayPort;
}

/** A board: what the stack needs, and pins. */
export interface BoardPorts {
  readonly tcp: TcpPort;
  readonly udp: UdpPort;
  readonly scheduler: Scheduler;
  /** Throws where the board has no working source: then there is no TLS. */
  readonly entropy: Entropy;
  /** Made on first use of its randomness from the same entropy. */
  readonly crypto: CryptoPort;
  readonly log: Log;
  /** Identity, registration, events and TLS sessions: over a power cut. */
  readonly store: Store;
  readonly pins: BoardPins;
}
