/**
 * What every appliance does on a board: its program runs from the first moment, and with it, once the board has randomness
 * and an identity, the whole of the protocol.
 *
 * Without either there is no TLS. The program then keeps its load as if no server asked for anything, which is its safe
 * default, the log says why, and what is missing is looked for again every minute.
 */

import { type BoardPorts } from '../../hal/ports/board.js';
import { type Appliance } from '../../stack/client/appliance.js';
import { Device } from '../../stack/client/device.js';
import { type StoredIdentity, readStoredIdentity } from '../../stack/client/stored-identity.js';
import { BOARD_LIMITS, type Limits } from '../../stack/core/limits.js';
import { PeerError } from '../../stack/core/peer-error.js';
import { ENCODING } from './encoding.js';

/** How often the program looks after itself, and what is missing is looked for, ms. */
const RETRY_MS = 60_000;

/** A board's RAM has room for one server's session. */
const ONE_SERVER: Limits = Object.freeze({ ...BOARD_LIMITS, maxConnections: 1 });

/** Runs an appliance on a board, for good. Never throws for what the board or its store lacks: the log says it. */
export function runOnBoard(board: BoardPorts, makeAppliance: (serialNumber: string) => Appliance): void {
  new BoardLoop(board, makeAppliance).step();
}

class BoardLoop {
  private readonly board: BoardPorts;
  private readonly makeAppliance: (serialNumber: string) => Appliance;
  /** The program while there is no device to run it. */
  private waiting: Appliance | undefined = undefined;

  constructor(board: BoardPorts, makeAppliance: (serialNumber: string) => Appliance) {
    this.board = board;
    this.makeAppliance = makeAppliance;
  }

  step(): void {
    const { board } = this;
    const found = this.hasEntropy() ? this.readIdentity() : undefined;
    if (found !== undefined) {
      startDevice(board, found, this.makeAppliance(found.serialNumber));
      return;
    }
    const appliance = this.waiting ?? this.makeAppliance('');
    this.waiting = appliance;
    const nowMs = board.scheduler.nowMs();
    appliance.tick(nowMs);
    board.scheduler.at(nowMs + RETRY_MS, () => this.step());
  }

  private hasEntropy(): boolean {
    const { entropy, log } = this.board;
    try {
      entropy.fill(new Uint8Array(16));
      return true;
    } catch (error) {
      log.write('error', 'tls.no-entropy', { detail: (error as Error).message });
      return false;
    }
  }

  private readIdentity(): StoredIdentity | undefined {
    const { store, crypto, log } = this.board;
    try {
      const identity = readStoredIdentity(store, crypto);
      if (identity === undefined) log.write('error', 'identity.missing', { detail: 'the store was not provisioned' });
      return identity;
    } catch (error) {
      if (!(error instanceof PeerError)) throw error;
      log.write('error', 'identity.unusable', { code: error.code, detail: error.message });
      return undefined;
    }
  }
}

function startDevice(board: BoardPorts, found: StoredIdentity, appliance: Appliance): void {
  const { tcp, udp, scheduler, entropy, crypto, log, store } = board;
  const { identity, trust, pin, server, domain } = found;
  const device = new Device(
    { tcp, udp, scheduler, entropy, crypto, limits: ONE_SERVER, log, store },
    {
      identity,
      trust,
      encoding: ENCODING,
      discoveryDomain: domain,
      ...(pin === undefined ? {} : { pin }),
      ...(server === undefined ? {} : { servers: [server] }),
    },
    appliance,
  );
  device.start();
  const { lfdi, sfdi } = device.identity;
  log.write('info', 'device.started', { kind: appliance.profile.name, lfdi, sfdi });
}
