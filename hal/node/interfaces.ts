/** The host's network interfaces, as multicast and the responder need them. */

import { isIPv4, BlockList } from 'node:net';
import { networkInterfaces } from 'node:os';
import { type HostAddress, type IpFamily } from '../../stack/ports/network.js';

interface InterfaceAddress extends HostAddress {
  readonly prefixBits: number;
}

/** Addresses of one family, at one moment. */
export class InterfaceTable {
  private constructor(private readonly entries: readonly InterfaceAddress[]) {}

  /** Every interface that is up, loopback only where there is nothing else; or the one that is named, whatever it is. */
  static read(family: IpFamily | undefined, only?: string): InterfaceTable {
    const outward: InterfaceAddress[] = [];
    const loopback: InterfaceAddress[] = [];
    for (const [interfaceName, infos] of Object.entries(networkInterfaces())) {
      if (only !== undefined && interfaceName !== only) continue;
      for (const info of infos ?? []) {
        const own: IpFamily = info.family === 'IPv4' ? 4 : 6;
        if (family !== undefined && own !== family) continue;
        const linkLocal = own === 6 && info.address.startsWith('fe80:');
        const address = linkLocal ? `${info.address}%${interfaceName}` : info.address;
        const prefixBits = Number(info.cidr?.split('/')[1] ?? (own === 4 ? 32 : 128));
        (info.internal ? loopback : outward).push({ interfaceName, family: own, address, prefixBits });
      }
    }
    return new InterfaceTable(only !== undefined || outward.length === 0 ? [...outward, ...loopback] : outward);
  }

  addresses(): readonly HostAddress[] {
    return this.entries.map(({ interfaceName, family, address }) => ({ interfaceName, family, address }));
  }

  /** One entry an interface. */
  perInterface(): readonly HostAddress[] {
    const seen = new Set<string>();
    return this.entries.filter((entry) => !seen.has(entry.interfaceName) && seen.add(entry.interfaceName));
  }

  /** The interface on which a datagram from `address` came: its zone, or the link whose prefix it shares. */
  interfaceOf(address: string): string | undefined {
    const zone = address.indexOf('%');
    if (zone >= 0) return address.slice(zone + 1);
    const kind = isIPv4(address) ? 'ipv4' : 'ipv6';
    for (const entry of this.entries) {
      if ((entry.family === 4) !== (kind === 'ipv4') || entry.address.includes('%')) continue;
      const link = new BlockList();
      link.addSubnet(entry.address, entry.prefixBits, kind);
      if (link.check(address, kind)) return entry.interfaceName;
    }
    return undefined;
  }
}
