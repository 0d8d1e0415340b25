/** Everybody in a board's home: the emulated board, the utility server and the appliances on the host, from start to end. */

import { rmSync } from 'node:fs';
import { dirname } from 'node:path';

import { BoardHome } from '../../board/home.js';
import { type PeerProcess } from '../../board/peer-process.js';
import { LINK_INTERFACE } from '../../board/link/namespace.js';
import { type BuiltImage } from '../../firmware/build.js';
import { type DeviceSpec } from '../scenario/types.js';
import { credentialArgs, makePkiFolder } from './pki.js';
import { type Setting } from './setting.js';

/** Longest that an appliance may take to start, ms of the host. */
const START_MS = 60_000;
/** What the board's label says. */
const SERIAL = 'SIM-0001';

export class Cast {
  readonly appliances = new Map<string, PeerProcess>();
  private readonly onExit = (): void => this.abandon();

  private constructor(
    readonly home: BoardHome,
    readonly server: PeerProcess,
    private readonly setting: Setting,
    private readonly pki: string,
  ) {
    // Whatever ends this process, the emulator and the files do not outlive it; the network ends by itself.
    process.on('exit', this.onExit);
  }

  /** Makes the home and starts its server; the others are not there yet. @throws Error where there can be no network */
  static async start(setting: Setting, image: BuiltImage): Promise<Cast> {
    const { scenario, board, source } = setting;
    const pki = makePkiFolder(scenario.devices.map(({ name }) => name));
    let home: BoardHome | undefined;
    try {
      home = await BoardHome.start({
        board: image.board,
        image: image.linked.elf,
        pki,
        name: board.name,
        provision: { serial: SERIAL },
        ...mediumOf(board),
      });
      return new Cast(home, await home.serve(['--scenario', source]), setting, pki);
    } catch (error) {
      await home?.stop();
      rmSync(pki, { recursive: true, force: true });
      throw error;
    }
  }

  /** Switches the board on. @throws Error where the emulator does not come up */
  powerOn(): Promise<void> {
    return this.home.powerOn();
  }

  /** Starts the appliances of the host, who ask DNS-SD as the board does; fulfilled when they have begun. */
  async startAppliances(): Promise<void> {
    for (const { name, kind } of this.setting.others) {
      const credential = credentialArgs(this.pki, name);
      const network = ['--discover', '--interface', LINK_INTERFACE];
      this.appliances.set(name, this.home.peer(['device', kind, '--crypto', 'node', ...network, ...credential]));
    }
    const begun = [...this.appliances.values()].map((peer) =>
      peer.until(({ code }) => code === 'device.started', START_MS),
    );
    await Promise.all(begun);
  }

  /** Who of the host's processes has ended by itself, and its last words; `undefined`: nobody. */
  async lost(): Promise<string | undefined> {
    for (const [name, peer] of [[this.setting.server.name, this.server] as const, ...this.appliances]) {
      if (peer.isRunning) continue;
      const words = await peer.until(() => false, 1, peer.records.length).catch((error: Error) => error.message);
      return `${name}: ${String(words)}`;
    }
    return undefined;
  }

  /** Ends everybody in order, and removes their files. */
  async end(): Promise<void> {
    await Promise.all([...this.appliances.values()].map((peer) => this.home.remove(peer)));
    await this.home.remove(this.server);
    await this.home.stop();
    rmSync(this.pki, { recursive: true, force: true });
    process.off('exit', this.onExit);
  }

  /** At once and without a word: this process is ending. */
  private abandon(): void {
    const { pid, folder } = this.home.emulator;
    try {
      if (pid !== undefined) process.kill(pid, 'SIGKILL');
    } catch {
      // It has just ended.
    }
    for (const each of [dirname(folder), this.pki]) rmSync(each, { recursive: true, force: true });
  }
}

/** What the board's thermometer is in. */
function mediumOf(board: DeviceSpec): { readonly mediumC?: number } {
  return board.kind === 'thermostat' || board.kind === 'water-heater' ? { mediumC: board.initialC } : {};
}
