/** What a querier finds: services put together from the records that it holds. */
import { isLinkLocal } from './addresses.js';
import { TYPE_A, TYPE_AAAA, TYPE_SRV, TYPE_TXT } from './message.js';
import { type DnsName, firstLabel } from './names.js';
import { type RecordCache } from './record-cache.js';
import { type SmartEnergyText, parseText } from './service.js';

/** A server that was found, complete: name, host, address and a TXT record that counts. */
export interface DiscoveredService extends SmartEnergyText {
  /** Name as people read it. */
  readonly instance: string;
  /** Full name of the instance. */
  readonly name: DnsName;
  readonly host: DnsName;
  /** IPv6 beyond the link first, then link-local with its zone, then IPv4. */
  readonly addresses: readonly string[];
  /** Port of plain HTTP: the SRV record's. TLS uses `tlsPort`, never this. */
  readonly httpPort: number;
  /** Sub-types under which it was found, of those asked for; empty where by the service alone. */
  readonly subTypes: readonly string[];
  /** Address that answered. */
  readonly from: string;
  readonly interfaceName: string | undefined;
}

/** Where an instance stands: found, or what is missing, or why it is ignored. */
export type Assembly =
  | { readonly kind: 'found'; readonly service: DiscoveredService }
  | { readonly kind: 'incomplete'; readonly missing: readonly { name: DnsName; type: number }[] }
  | { readonly kind: 'ignored'; readonly reason: string; readonly from: string };

/** Puts one instance together. */
export function assemble(cache: RecordCache, name: DnsName, subTypes: readonly string[]): Assembly {
  const missing: { name: DnsName; type: number }[] = [];
  const text = cache.find(name, TYPE_TXT)[0];
  if (text === undefined) missing.push({ name, type: TYPE_TXT });
  const parsed = text?.record.data.kind === 'text' ? parseText(text.record.data.strings) : undefined;
  if (typeof parsed === 'string') return { kind: 'ignored', reason: parsed, from: text!.from };
  const service = cache.find(name, TYPE_SRV)[0];
  if (service?.record.data.kind !== 'service') missing.push({ name, type: TYPE_SRV });
  else {
    const { target, port } = service.record.data;
    const addresses = addressesOf(cache, target);
    if (addresses.length > 0 && parsed !== undefined) {
      const { from, interfaceName } = service;
      const found = { instance: firstLabel(name), name, host: target, addresses, httpPort: port, subTypes };
      return { kind: 'found', service: { ...parsed, ...found, from, interfaceName } };
    }
    if (addresses.length === 0) missing.push({ name: target, type: TYPE_AAAA }, { name: target, type: TYPE_A });
  }
  return { kind: 'incomplete', missing };
}

function addressesOf(cache: RecordCache, host: DnsName): string[] {
  const beyond: string[] = [];
  const local: string[] = [];
  const entries = [...cache.find(host, TYPE_AAAA), ...cache.find(host, TYPE_A)];
  const ipv4: string[] = [];
  for (let i = 0; i < entries.length; i++) {
    const { record, interfaceName } = entries[i]!;
    if (record.data.kind !== 'address') continue;
    const address = record.data.address;
    if (record.type === TYPE_A) add(ipv4, address);
    else if (!isLinkLocal(address)) add(beyond, address);
    else add(local, interfaceName === undefined ? address : address + '%' + interfaceName);
  }
  return [...beyond, ...local, ...ipv4];
}

function add(list: string[], item: string): void {
  if (!list.includes(item)) list.push(item);
}
