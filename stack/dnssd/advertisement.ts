/** The records that a server gives of itself (RFC 6763 §4–7, RFC 6762 §10 for how long they live). */
import { utf8Length } from '../core/utf8.js';
import { parseAddress } from './addresses.js';
import {
  CLASS_IN,
  type DnsRecord,
  type RecordData,
  TYPE_A,
  TYPE_AAAA,
  TYPE_NSEC,
  TYPE_PTR,
  TYPE_SRV,
  TYPE_TXT,
} from './message.js';
import { type DnsName, MAX_LABEL_OCTETS, escapeLabel, sameName } from './names.js';
import { type SmartEnergyText, instanceName, serviceName, subTypeName, writeText } from './service.js';

/** Records that hold a host name or an address: 2 minutes; all others: 75 minutes (RFC 6762 §10). */
const HOST_TTL_S = 120;
const OTHER_TTL_S = 4500;

/** One instance of the service. */
export interface AdvertisedService extends SmartEnergyText {
  /** Name as people read it, 1–63 octets of UTF-8; changed by ` (2)` where another holds it. */
  readonly instance: string;
  /** Port of plain HTTP (SRV record). */
  readonly httpPort: number;
  /** Sub-types under which it is found: `edev`, `edev-167261211391`, `mup`, … */
  readonly subTypes: readonly string[];
}

/** The names in use, which a conflict may have changed; services in their order. */
export interface HeldNames {
  readonly host: string;
  readonly instances: readonly string[];
}

/** A record of one's own and what has been done with it. */
export interface OwnRecord {
  readonly record: DnsRecord;
  /** When it was last multicast; −Infinity for never. */
  multicastMs: number;
  /** When it is to be multicast; Infinity where nobody waits for it. */
  dueMs: number;
  /** Who alone waits for it: that peer's known answers make it needless. */
  askedBy: string | undefined;
}

/** All records: pointers, then each instance's, then the host's, then what says that there are no others. */
export function ownRecords(
  domain: string,
  services: readonly AdvertisedService[],
  names: HeldNames,
  addresses: readonly string[],
): OwnRecord[] {
  const list: OwnRecord[] = [];
  const put = (name: DnsName, type: number, isUnique: boolean, ttlS: number, data: RecordData): void => {
    const record = { name, type, class: CLASS_IN, isUnique, ttlS, data };
    list.push({ record, multicastMs: -Infinity, dueMs: Infinity, askedBy: undefined });
  };
  const host = hostName(names.host, domain);
  const service = serviceName(domain);
  put('_services._dns-sd._udp.' + domain, TYPE_PTR, false, OTHER_TTL_S, { kind: 'pointer', target: service });
  for (let i = 0; i < services.length; i++) {
    const { httpPort, subTypes } = services[i]!;
    const target = instanceName(names.instances[i]!, domain);
    put(service, TYPE_PTR, false, OTHER_TTL_S, { kind: 'pointer', target });
    for (const subType of subTypes) {
      put(subTypeName(subType, domain), TYPE_PTR, false, OTHER_TTL_S, { kind: 'pointer', target });
    }
    const at = { kind: 'service', priority: 0, weight: 0, port: httpPort, target: host } as const;
    put(target, TYPE_SRV, true, HOST_TTL_S, at);
    put(target, TYPE_TXT, true, OTHER_TTL_S, { kind: 'text', strings: writeText(services[i]!) });
    put(target, TYPE_NSEC, true, HOST_TTL_S, { kind: 'nsec', next: target, types: [TYPE_TXT, TYPE_SRV] });
  }
  const types = new Set<number>();
  for (const address of addresses) {
    const octets = parseAddress(address);
    if (octets === undefined) throw new RangeError('addresses: expected IPv4 or IPv6, got "' + address + '"');
    const type = octets.length === 4 ? TYPE_A : TYPE_AAAA;
    types.add(type);
    const zone = address.indexOf('%');
    put(host, type, true, HOST_TTL_S, { kind: 'address', address: zone < 0 ? address : address.slice(0, zone) });
  }
  const present = [TYPE_A, TYPE_AAAA].filter((type) => types.has(type));
  put(host, TYPE_NSEC, true, HOST_TTL_S, { kind: 'nsec', next: host, types: present });
  return list;
}

/** `sep2.local` */
export function hostName(host: string, domain: string): DnsName {
  return escapeLabel(host) + '.' + domain;
}

/** The next name to try after a conflict: `name (2)`, `name (3)`, …; for a host `host-2` (RFC 6762 §9, RFC 6763 §D). */
export function nextLabel(label: string, open: ' (' | '-', close: ')' | ''): string {
  const at = label.lastIndexOf(open);
  const digits = at < 0 ? '' : label.slice(at + open.length, label.length - close.length);
  const number = digits !== '' && label.endsWith(close) ? Number(digits) : NaN;
  const isNumbered = number >= 2 && number < 1e6 && number % 1 === 0 && String(number) === digits;
  const suffix = open + (isNumbered ? number + 1 : 2) + close;
  let base = isNumbered ? label.slice(0, at) : label;
  while (utf8Length(base + suffix) > MAX_LABEL_OCTETS) base = withoutLast(base);
  return base + suffix;
}

/** Cuts the last character off, both halves of it where it has two. */
function withoutLast(text: string): string {
  const last = text.charCodeAt(text.length - 1);
  return text.slice(0, last >= 0xdc00 && last <= 0xdfff ? -2 : -1);
}

/** What goes along with an answer, since it will be asked next (RFC 6763 §12, RFC 6762 §6.1). */
export function additionalsFor(own: readonly OwnRecord[], answer: DnsRecord): OwnRecord[] {
  const { data, name, type } = answer;
  if (data.kind === 'service') return own.filter(({ record }) => sameName(record.name, data.target));
  if (data.kind === 'address') return own.filter(({ record }) => sameName(record.name, name) && record.type !== type);
  if (data.kind !== 'pointer') return [];
  const more: OwnRecord[] = [];
  for (const one of own) {
    if (!sameName(one.record.name, data.target) || !one.record.isUnique) continue;
    more.push(one);
    more.push(...additionalsFor(own, one.record));
  }
  return more;
}
