/** The host's network interfaces, as multicast and the responder need them. */

import { isIPv4, BlockList } from 'node:net';
import { networkInterfaces } from 'node:os';
import { type HostAddress, type IpFamily } from '../../stack/ports/network.js';

interface InterfaceAddress extends HostAddress {
  readonly prefixBits: number;
  readonly internal: boolean;
}

/** Addresses of one family, at one moment. */
export class InterfaceTable {
  private constructor(private readonly entries: readonly InterfaceAddress[]) {}

  /** Every interface that is up, loopback only where there is nothing else; or the one that is named, whatever it is. */
  static read(family: IpFamily | undefined, only?: string): InterfaceTable {
    const all = listAddresses(family);
    if (only !== undefined) return new InterfaceTable(all.filter((entry) => entry.interfaceName === only));
    const outward = all.filter((entry) => !entry.internal);
    return new InterfaceTable(outward.length > 0 ? outward : all);
  }

  /** Every interface that is up, loopback too: to tell where a datagram came from. */
  static readAll(): InterfaceTable {
    return new InterfaceTable(listAddresses(undefined));
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

function listAddresses(family: IpFamily | undefined): InterfaceAddress[] {
  const found: InterfaceAddress[] = [];
  for (const [interfaceName, infos] of Object.entries(networkInterfaces())) {
    for (const { family: kind, address, cidr, internal } of infos ?? []) {
      const own: IpFamily = kind === 'IPv4' ? 4 : 6;
      if (family !== undefined && own !== family) continue;
      const linkLocal = own === 6 && address.startsWith('fe80:');
      const prefixBits = Number(cidr?.split('/')[1] ?? (own === 4 ? 32 : 128));
      found.push({
        interfaceName,
        family: own,
        address: linkLocal ? `${address}%${interfaceName}` : address,
        prefixBits,
        internal,
      });
    }
  }
  return found;
}
