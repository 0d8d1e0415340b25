/** A utility server on a node of the virtual network, behind the project's own TLS. */

import { type VirtualNode } from '../../hal/virtual/node.js';
import { VirtualWallClock } from '../../hal/virtual/wall-clock.js';
import { decodeExi, encodeExi, parseXml, writeXmlOctets } from '../../stack/codec.js';
import { HOST_LIMITS } from '../../stack/core/limits.js';
import { type PeerError } from '../../stack/core/peer-error.js';
import { type PeerIdentity } from '../../stack/core/peer-identity.js';
import { LOCAL_DOMAIN } from '../../stack/dnssd/groups.js';
import { type ServerConfig, type ServerObserver } from '../../stack/functions/server-host.js';
import { type CryptoPort } from '../../stack/ports/crypto.js';
import { type Log, SILENT_LOG } from '../../stack/ports/log.js';
import { Advertiser } from '../../stack/server/advertiser.js';
import { type DocumentCodec } from '../../stack/server/document-codec.js';
import { TlsServerListener } from '../../stack/server/tls-listener.js';
import { UtilityServer } from '../../stack/server/utility-server.js';
import { sfdiOf } from '../../stack/tls/identity.js';
import { createTrustStore } from '../../stack/tls/x509/trust-store.js';
import { type TestHolder } from '../pki/test-pki.js';

/** Where DeviceCapability is. */
export const DCAP_PATH = '/dcap';

/** Both codecs, with a host's capacities. */
export const HOST_CODEC: DocumentCodec = Object.freeze({
  decode: (octets, encoding) => (encoding === 'exi' ? decodeExi(octets) : parseXml(octets)),
  encode: (document, encoding) => (encoding === 'exi' ? encodeExi(document) : writeXmlOctets(document)),
} satisfies DocumentCodec);

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
      codec: HOST_CODEC,
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
        dcapPath: DCAP_PATH,
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
