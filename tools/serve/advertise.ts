/**
 * `--advertise`: the server under `_smartenergy._tcp`, by mDNS (`.local`) and xmDNS (`.site`), on each interface that has
 * an address on which it listens, and with those addresses alone.
 */

import { InterfaceTable } from '../../hal/node/interfaces.js';
import { NODE_ENTROPY } from '../../hal/node/entropy.js';
import { NodeUdpPort } from '../../hal/node/udp.js';
import { HOST_LIMITS } from '../../stack/core/limits.js';
import { type DnsSdDomain, LOCAL_DOMAIN, SITE_DOMAIN } from '../../stack/dnssd/groups.js';
import { DEVICE_CAPABILITY_PATH } from '../../stack/functions/device-capability-server.js';
import { type Log } from '../../stack/ports/log.js';
import { type HostAddress } from '../../stack/ports/network.js';
import { type Scheduler } from '../../stack/ports/scheduler.js';
import { Advertiser } from '../../stack/server/advertiser.js';
import { type ListenAddress } from './listen-address.js';

const HOST_NAME = 'sep2-utility';
const INSTANCE = 'sep2-micro utility server';

export interface ServeAdvertiserOptions {
  readonly scheduler: Scheduler;
  readonly listen: readonly ListenAddress[];
  /** SFDIs of the devices that are registered. */
  readonly sfdis: readonly number[];
  /** Something that the operator should know. */
  readonly tell: (text: string, isBad: boolean) => void;
}

/** The advertisers of every interface and both domains. */
export class ServeAdvertiser {
  private readonly advertisers: Advertiser[] = [];

  constructor(options: ServeAdvertiserOptions) {
    for (const [interfaceName, listeners] of listenersByInterface(options.listen)) {
      const advertisement = {
        instance: INSTANCE,
        host: HOST_NAME,
        dcapPath: DEVICE_CAPABILITY_PATH,
        tlsPorts: [...new Set(listeners.map(({ port }) => port))],
        addresses: [...new Set(listeners.map(({ at }) => at.address))],
        sfdis: options.sfdis,
      };
      for (const domain of [LOCAL_DOMAIN, SITE_DOMAIN]) {
        const advertiser = new Advertiser({
          udp: new NodeUdpPort(),
          scheduler: options.scheduler,
          entropy: NODE_ENTROPY,
          limits: HOST_LIMITS,
          log: logOn(interfaceName, options.tell),
          domain: reachable(domain, interfaceName),
          interfaceName,
          advertisement,
        });
        this.advertisers.push(advertiser);
        advertiser.start();
      }
    }
    if (this.advertisers.length === 0) {
      options.tell('nothing to advertise: no interface has the address listened on', true);
    }
  }

  /** Says goodbye and closes the sockets. */
  close(): void {
    for (const advertiser of this.advertisers) advertiser.stop();
  }
}

/** A domain without the groups of a family that the interface does not have. */
function reachable(domain: DnsSdDomain, interfaceName: string): DnsSdDomain {
  const own = InterfaceTable.read(undefined, interfaceName).addresses();
  return { ...domain, groups: domain.groups.filter(({ family }) => own.some((address) => address.family === family)) };
}

/** What an advertiser logs, in the operator's words. */
function logOn(interfaceName: string, tell: ServeAdvertiserOptions['tell']): Log {
  return {
    write(_level, code, fields) {
      if (code === 'dnssd.advertised') tell(`advertised on ${interfaceName} as ${fields['host']}`, false);
      else if (code === 'dnssd.renamed') tell(`${fields['from']} is taken: now ${fields['to']}`, true);
      else if (code === 'dnssd.socket')
        tell(`DNS-SD on ${interfaceName}, ${fields['group']}: ${fields['detail']}`, true);
    },
  };
}

interface Listener {
  readonly at: HostAddress;
  readonly port: number;
}

/** Which addresses of which interface reach the server. */
function listenersByInterface(listen: readonly ListenAddress[]): Map<string, Listener[]> {
  const byInterface = new Map<string, Listener[]>();
  const outward = InterfaceTable.read(undefined).addresses();
  const names = new Set(outward.map((address) => address.interfaceName));
  const loopback = InterfaceTable.read(undefined, 'lo').addresses();
  const known = names.has('lo') ? outward : [...outward, ...loopback];
  for (const { host, port } of listen) {
    // A socket on :: takes IPv4 as well.
    const isAny = host === '::' || host === '0.0.0.0';
    const reached = isAny
      ? outward.filter(({ family }) => host === '::' || family === 4)
      : known.filter(({ address }) => address.split('%')[0] === host.split('%')[0]);
    for (const at of reached) {
      const listeners = byInterface.get(at.interfaceName) ?? [];
      listeners.push({ at, port });
      byInterface.set(at.interfaceName, listeners);
    }
  }
  return byInterface;
}
