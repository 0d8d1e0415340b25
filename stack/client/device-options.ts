/** What a device is given: the machine under it, and who it is. */

import { type Limits } from '../core/limits.js';
import { type DnsSdDomain } from '../dnssd/groups.js';
import { type Sep2Resource } from '../model/2018/types.gen.js';
import { type CryptoPort } from '../ports/crypto.js';
import { type Entropy } from '../ports/entropy.js';
import { type Log } from '../ports/log.js';
import { type Endpoint, type TcpPort, type UdpPort } from '../ports/network.js';
import { type Scheduler } from '../ports/scheduler.js';
import { type Store } from '../ports/store.js';
import { type BodyEncoding } from './requester.js';
import { type TlsIdentity } from '../tls/config.js';
import { type TrustStore } from '../tls/x509/trust-store.js';
import { type LinkTimes } from './link-services.js';

export interface DeviceServices {
  readonly tcp: TcpPort;
  readonly udp: UdpPort;
  readonly scheduler: Scheduler;
  readonly entropy: Entropy;
  readonly crypto: CryptoPort;
  readonly limits: Limits;
  readonly log: Log;
  /** Where the device keeps TLS sessions and events over a power cut; absent: it begins anew each time. */
  readonly store?: Store;
}

/** A server that is known without discovery (COMM-002). */
export interface KnownServer {
  readonly endpoint: Endpoint;
  /** Path of its DeviceCapability. */
  readonly dcapPath: string;
}

export interface DeviceOptions {
  readonly identity: TlsIdentity;
  readonly trust: TrustStore;
  readonly encoding: BodyEncoding;
  /** The PIN of the label; absent where the owner gave none: no server is then checked by it. */
  readonly pin?: number;
  /** Servers that are known; with none the device asks DNS-SD. */
  readonly servers?: readonly KnownServer[];
  readonly discoveryDomain?: DnsSdDomain;
  readonly discoveryInterface?: string;
  readonly linkTimes?: LinkTimes;
  /** The date for certificates, s; absent while unknown. */
  readonly certificateTimeS?: () => number | undefined;
  /** Counts the octets of bodies, either way. */
  readonly onBody?: (direction: 'sent' | 'received', octets: number, resource: Sep2Resource) => void;
}
