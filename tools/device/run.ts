/** One simulated appliance on real sockets: its program, the whole stack, and a model of the appliance in real time. */

import { createNodeCrypto } from '../../hal/node/crypto.js';
import { NODE_ENTROPY } from '../../hal/node/entropy.js';
import { FileStore } from '../../hal/node/file-store.js';
import { NodeTcpPort } from '../../hal/node/tcp.js';
import { NodeUdpPort } from '../../hal/node/udp.js';
import { Device } from '../../stack/client/device.js';
import { type KnownServer } from '../../stack/client/device-options.js';
import { type BodyEncoding } from '../../stack/client/requester.js';
import { BOARD_LIMITS, HOST_LIMITS } from '../../stack/core/limits.js';
import { type DnsSdDomain } from '../../stack/dnssd/groups.js';
import { type Log } from '../../stack/ports/log.js';
import { createNobleCrypto } from '../../stack/tls/crypto/noble.js';
import { createTrustStore } from '../../stack/tls/x509/trust-store.js';
import { type Credential } from '../pki/files.js';
import { Household, MODEL_STEP_S } from '../sim/household.js';
import { startProgram } from '../sim/programs.js';
import { parseScenario } from '../sim/scenario/load.js';
import { type HostTime } from '../support/host-time.js';
import { type DeviceKind } from '../sim/scenario/types.js';

export interface DeviceRunOptions {
  readonly kind: DeviceKind;
  readonly credential: Credential;
  /** Roots that the server's chain has to end in, DER. */
  readonly roots: readonly Uint8Array[];
  /** Absent: ask DNS-SD. */
  readonly server?: KnownServer;
  readonly domain: DnsSdDomain;
  readonly interfaceName?: string;
  readonly pin?: number;
  readonly encoding: BodyEncoding;
  readonly limits: 'board' | 'host';
  readonly crypto: 'noble' | 'node';
  /** Folder in which it keeps what must survive a restart; absent: nowhere. */
  readonly stateFolder?: string;
  readonly time: HostTime;
  readonly log: Log;
}

/** An appliance that runs. */
export interface RunningDevice {
  readonly device: Device;
  /** Ends it: connections are closed in order. */
  stop(): void;
}

export function startDevice(options: DeviceRunOptions): RunningDevice {
  const { time } = options;
  const { scheduler } = time;
  const crypto = options.crypto === 'noble' ? createNobleCrypto(NODE_ENTROPY) : createNodeCrypto();
  const household = new Household(homeOf(options.kind, time.nowS()));
  const model = household.device(options.kind);
  const { credential, roots, domain, interfaceName, pin, server, encoding, log } = options;
  const device = new Device(
    {
      tcp: new NodeTcpPort(),
      udp: new NodeUdpPort(),
      scheduler,
      entropy: NODE_ENTROPY,
      crypto,
      limits: options.limits === 'board' ? BOARD_LIMITS : HOST_LIMITS,
      log,
      ...(options.stateFolder === undefined ? {} : { store: new FileStore(options.stateFolder) }),
    },
    {
      identity: credential,
      trust: createTrustStore(roots),
      encoding,
      discoveryDomain: domain,
      certificateTimeS: () => time.nowS(),
      ...(interfaceName === undefined ? {} : { discoveryInterface: interfaceName }),
      ...(pin === undefined ? {} : { pin }),
      ...(server === undefined ? {} : { servers: [server] }),
    },
    startProgram(model, options.kind),
  );
  const stopModels = time.every(MODEL_STEP_S * 1000, () => household.advance(time.nowS()));
  device.start();
  return {
    device,
    stop(): void {
      stopModels();
      device.stop();
    },
  };
}

/** A home with this one appliance, on a day that begins now; a scenario's defaults fill in the rest. */
function homeOf(kind: DeviceKind, nowS: number): ReturnType<typeof parseScenario> {
  const start = new Date(Math.floor(nowS) * 1000).toISOString().slice(0, 19) + 'Z';
  const text = `name: device\nstart: ${start}\nduration: 300d\ndevices: [{ kind: ${kind} }]\nservers: [{ name: none }]\n`;
  return parseScenario(text, `sep2 device ${kind}`);
}
