/** A utility server on a node of the virtual network, behind the project's own TLS. */

import { type VirtualNode } from '../../hal/virtual/node.js';
import { VirtualWallClock } from '../../hal/virtual/wall-clock.js';
import { HOST_LIMITS } from '../../stack/core/limits.js';
import { type PeerError } from '../../stack/core/peer-error.js';
import { type PeerIdentity } from '../../stack/core/peer-identity.js';
import { LOCAL_DOMAIN } from '../../stack/dnssd/groups.js';
import { DEVICE_CAPABILITY_PATH } from '../../stack/functions/device-capability-server.js';
import { type ServerConfig, type ServerObserver } from '../../stack/functions/server-host.js';
import { type CryptoPort } from '../../stack/ports/crypto.js';
import { type Log, SILENT_LOG } from '../../stack/ports/log.js';
import { Advertiser } from '../../stack/server/advertiser.js';
import { createServerCodec } from '../../stack/server/server-codec.js';
import { TlsServerListener } from '../../stack/server/tls-listener.js';
import { UtilityServer } from '../../stack/server/utility-server.js';
import { sfdiOf } from '../../stack/tls/identity.js';
import { createTrustStore } from '../../stack/tls/x509/trust-store.js';
import { type TestHolder } from '../pki/test-pki.js';

export interface VirtualUtilityOptions {
  readonly node: VirtualNode;
  readonly crypto: CryptoPort;
  readonly holder: TestHolder;
  readonly root: Uint8Array;
  /** Date at virtual time 0, seconds since 1970. */
  readonly startS: number;
  readonly port: number;
  readonly config?: Partial<ServerConfig>;
  readonly observer?: ServerObserver;
  readonly log?: Log;
  /** Name under which it is known by DNS-SD; absent: it is not. */
  readonly instance?: string;
  onPeer?(peer: PeerIdentity, resumed: boolean): void;
  onRefused?(error: PeerError): void;
}

export class VirtualUtility {
  readonly server: UtilityServer;
  readonly clock: VirtualWallClock;
  private readonly options: VirtualUtilityOptions;
  private listener: TlsServerListener;

  constructor(options: VirtualUtilityOptions) {
    const { node, startS, config, observer } = options;
    this.options = options;
    this.clock = new VirtualWallClock(node.scheduler, startS);
    this.server = new UtilityServer({
      clock: this.clock,
      entropy: node.entropy,
      limits: HOST_LIMITS,
      codec: createServerCodec(HOST_LIMITS),
      ...(config === undefined ? {} : { config }),
      ...(observer === undefined ? {} : { observer }),
    });
    this.listener = this.newListener();
  }

  start(): void {
    const { port, instance } = this.options;
    this.listener.listen({ address: '::', port });
    if (instance !== undefined) this.advertise(instance);
  }

  /** The server dies without a word; what it held is on disk and comes back, its connections and TLS sessions do not. */
  crash(): void {
    this.options.node.powerOff();
  }

  /** Starts again after a crash. */
  recover(): void {
    this.options.node.powerOn();
    this.listener = this.newListener();
    this.start();
  }

  private advertise(instance: string): void {
    const { node, port, log } = this.options;
    const advertiser = new Advertiser({
      udp: node.udp,
      scheduler: node.scheduler,
      entropy: node.entropy,
      limits: HOST_LIMITS,
      log: log ?? SILENT_LOG,
      domain: LOCAL_DOMAIN,
      advertisement: {
        instance,
        host: node.name,
        tlsPorts: [port],
        dcapPath: DEVICE_CAPABILITY_PATH,
        sfdis: this.server.endDevices().map(sfdiOf),
        addresses: node.addresses().map(({ address }) => address),
      },
    });
    advertiser.start();
  }

  private newListener(): TlsServerListener {
    const { node, crypto, holder, root, onPeer, onRefused } = this.options;
    const identity = { chain: holder.chain, key: holder.key };
    const tls = {
      crypto,
      identity,
      trust: createTrustStore([root]),
      limits: HOST_LIMITS,
      nowS: () => this.clock.nowS(),
    };
    return new TlsServerListener({
      tcp: node.tcp,
      scheduler: node.scheduler,
      tls,
      limits: HOST_LIMITS,
      handler: this.server,
      ...(onPeer === undefined ? {} : { onPeer }),
      ...(onRefused === undefined ? {} : { onRefused }),
    });
  }
}
