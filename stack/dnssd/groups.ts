/** Where DNS-SD is spoken: the domains and their multicast groups, as data. */
import { type IpFamily } from '../ports/network.js';

/** Port of mDNS and of xmDNS (RFC 6762 §2). */
export const DNS_SD_PORT = 5353;

export interface DnsSdGroup {
  readonly family: IpFamily;
  readonly address: string;
}

/** A domain and the groups that carry it. */
export interface DnsSdDomain {
  readonly name: string;
  readonly groups: readonly DnsSdGroup[];
}

/** mDNS: one link (RFC 6762 §3). */
export const LOCAL_DOMAIN: DnsSdDomain = Object.freeze({
  name: 'local',
  groups: Object.freeze([
    Object.freeze({ family: 4, address: '224.0.0.251' } as const),
    Object.freeze({ family: 6, address: 'ff02::fb' } as const),
  ]),
});

/** xmDNS: one site, IPv6 alone; what devices of the 2013 draft and EPRI's client ask. */
export const SITE_DOMAIN: DnsSdDomain = Object.freeze({
  name: 'site',
  groups: Object.freeze([Object.freeze({ family: 6, address: 'ff05::fb' } as const)]),
});
