/** One appliance on a node of the virtual network: its program, the stack with a board's limits, its certificate. */

import { type VirtualNode } from '../../hal/virtual/node.js';
import { Device } from '../../stack/client/device.js';
import { BOARD_LIMITS } from '../../stack/core/limits.js';
import { LOCAL_DOMAIN } from '../../stack/dnssd/groups.js';
import { type Sep2Resource } from '../../stack/model/2018/types.gen.js';
import { type CryptoPort } from '../../stack/ports/crypto.js';
import { type Log } from '../../stack/ports/log.js';
import { type TrustStore } from '../../stack/tls/x509/trust-store.js';
import { type TestHolder } from '../pki/test-pki.js';
import { type SimulatedDevice } from './household.js';
import { startProgram } from './programs.js';

export interface VirtualApplianceOptions {
  readonly node: VirtualNode;
  readonly crypto: CryptoPort;
  readonly holder: TestHolder;
  readonly trust: TrustStore;
  readonly model: SimulatedDevice;
  readonly log: Log;
  /** The date that the maker's clock shows, for certificates. */
  certificateTimeS(): number;
  onBody(direction: 'sent' | 'received', octets: number, resource: Sep2Resource): void;
}

export function createVirtualAppliance(options: VirtualApplianceOptions): Device {
  const { node, crypto, holder, trust, model, log } = options;
  const services = {
    tcp: node.tcp,
    udp: node.udp,
    scheduler: node.scheduler,
    entropy: node.entropy,
    crypto,
    limits: BOARD_LIMITS,
    log,
  };
  const deviceOptions = {
    identity: { chain: holder.chain, key: holder.key },
    trust,
    encoding: 'exi',
    pin: holder.pin,
    discoveryDomain: LOCAL_DOMAIN,
    certificateTimeS: () => options.certificateTimeS(),
    onBody: options.onBody,
  } as const;
  return new Device(services, deviceOptions, startProgram(model, holder.sfdi.toString()));
}
