/**
 * An emulated board at home: a private IPv6 link (a network namespace with a TUN device fed by SLIP), on it a utility server and,
 * where asked for, appliances of the host. All of them live by one time, which a conductor may move forward.
 */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type Board } from '../firmware/board.js';
import { readCertificateFile, readKeyFile, readRootsFile } from '../pki/files.js';
import { findRegistration, readRegistrations, REGISTRATIONS_FILE } from '../pki/registrations.js';
import { createNodeCrypto } from '../../hal/node/crypto.js';
import { lfdiOf } from '../../stack/tls/identity.js';
import { Conductor } from './conductor.js';
import { BoardEmulator, STORE_FILE } from './emulator.js';
import { LinkBridge } from './link/bridge.js';
import { LINK_HOST, LinkNamespace } from './link/namespace.js';
import { PeerProcess } from './peer-process.js';
import { provisionStore, type Provision } from './provision.js';

export interface BoardHomeOptions {
  readonly board: Board;
  /** An emulator image, ELF. */
  readonly image: string;
  /** Folder that `sep2 pki` made. */
  readonly pki: string;
  /** Name of the board's certificate in it: `thermostat`. */
  readonly name: string;
  /** What its store says beside the identity: a server's URL, a serial number. */
  readonly provision?: Partial<Provision>;
  /** Without this it has no identity in its store. Default: true. */
  readonly isProvisioned?: boolean;
  /** Temperature of the appliance's medium when the board is switched on, °C. Default: 21. */
  readonly mediumC?: number;
  /** As {@link BoardEmulator} takes it. */
  readonly icountShift?: number;
  readonly debugSocket?: string;
}

/** Port of the first server. */
export const SERVER_PORT = 8443;

/** Longest that a server may take to listen, ms of the host. */
const LISTEN_MS = 30_000;

export class BoardHome {
  readonly conductor: Conductor;
  readonly peers = new Set<PeerProcess>();

  private constructor(
    readonly network: LinkNamespace,
    /** The wire between the board and its network. */
    readonly bridge: LinkBridge,
    private readonly folder: string,
    private readonly options: BoardHomeOptions,
    readonly emulator: BoardEmulator,
  ) {
    const between = { sync: () => bridge.sync(), packets: () => network.packets() };
    this.conductor = new Conductor(emulator.conductor, between, () => [...this.peers]);
    bridge.onOctets = (direction) => this.conductor.linkUsed(direction);
  }

  /** Makes the network, the wire and the board's store; the board is off. @throws Error where there can be no network */
  static async start(options: BoardHomeOptions): Promise<BoardHome> {
    const folder = mkdtempSync(join(tmpdir(), 'sep2-home-'));
    const { board, image, icountShift, debugSocket } = options;
    const emulator = new BoardEmulator({
      image,
      ...(board.emulator === undefined ? {} : { machine: board.emulator.machine }),
      folder: join(folder, 'board'),
      ...(icountShift === undefined ? {} : { icountShift }),
      ...(debugSocket === undefined ? {} : { debugSocket }),
    });
    let made: LinkNamespace | undefined;
    try {
      const network = (made = await LinkNamespace.start());
      // Before any server: an interface without a wire has no address that could be advertised.
      const bridge = await LinkBridge.start(emulator.link, (command) => network.enter(command));
      const home = new BoardHome(network, bridge, folder, options, emulator);
      if (options.isProvisioned !== false) home.provision();
      if (options.mediumC !== undefined) {
        writeFileSync(join(emulator.folder, 'medium'), String(Math.round((options.mediumC + 273.15) * 1000)));
      }
      return home;
    } catch (error) {
      await made?.stop();
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** Writes the board's store anew: its identity and nothing else. */
  provision(): void {
    const { board, pki, name, provision } = this.options;
    const chain = readCertificateFile(join(pki, `${name}.cert.pem`));
    const lfdi = lfdiOf(createNodeCrypto(), chain[0]!);
    const pin = findRegistration(readRegistrations(join(pki, REGISTRATIONS_FILE)), lfdi)?.pin;
    const octets = provisionStore(board, {
      chain,
      scalar: readKeyFile(join(pki, `${name}.key.pem`)),
      roots: readRootsFile(join(pki, 'root.cert.pem')),
      ...(pin === undefined ? {} : { pin }),
      ...provision,
    });
    mkdirSync(this.emulator.folder, { recursive: true });
    writeFileSync(join(this.emulator.folder, STORE_FILE), octets);
  }

  /** Switches the board on. */
  async powerOn(): Promise<void> {
    this.conductor.reset();
    await this.emulator.start();
  }

  /** Cuts the board's power and switches it on again. */
  async powerCycle(): Promise<void> {
    await this.emulator.kill();
    await this.powerOn();
  }

  /** Starts `sep2 serve` on the link, found by DNS-SD unless `isAdvertised` is false; fulfilled when it listens. */
  async serve(args: readonly string[] = [], isAdvertised = true, port = SERVER_PORT): Promise<PeerProcess> {
    const where = ['--listen', `[${LINK_HOST}]:${port}`, ...(isAdvertised ? ['--advertise'] : [])];
    const pki = args.includes('--pki') ? [] : ['--pki', this.options.pki];
    const server = this.peer(['serve', ...pki, ...where, ...args]);
    await server.until(({ kind }) => kind === 'listening', LISTEN_MS);
    return server;
  }

  /** Starts a `sep2` command on the link whose time moves with the board's. */
  peer(args: readonly string[]): PeerProcess {
    const peer = new PeerProcess(this.network, args);
    // Who comes late lives in the time of the others.
    peer.skip(this.conductor.aheadMs);
    this.peers.add(peer);
    return peer;
  }

  /** Takes a process out of the home: ends it, in order or by force. */
  async remove(peer: PeerProcess, how: 'stop' | 'kill' = 'stop'): Promise<void> {
    this.peers.delete(peer);
    await peer[how]();
  }

  /** Ends everything and removes its files. */
  async stop(): Promise<void> {
    await this.emulator.close();
    await this.bridge.stop();
    await Promise.all([...this.peers].map((peer) => this.remove(peer, 'kill')));
    await this.network.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
