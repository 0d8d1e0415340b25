/**
 * Finds servers by DNS-SD, without I/O: time and datagrams in, datagrams and events out (RFC 6762 §5, RFC 6763 §4).
 *
 * It asks for the server that knows this device (`edev-<SFDI>`) first, then for any server of the service; follows each
 * pointer to port, text and addresses, asking for what an answer left out; and keeps what it found fresh.
 */
import { type Limits } from '../core/limits.js';
import { PeerError, misbehaved, pastLimit } from '../core/peer-error.js';
import { type Entropy } from '../ports/entropy.js';
import { type Endpoint } from '../ports/network.js';
import { AskList } from './ask-list.js';
import { type Datagram, Jitter } from './datagram.js';
import { decodeMessage } from './decode.js';
import { type DiscoveredService, assemble } from './discovered.js';
import { DNS_SD_PORT } from './groups.js';
import {
  CLASS_IN,
  type DnsMessage,
  type DnsRecord,
  TYPE_A,
  TYPE_AAAA,
  TYPE_PTR,
  TYPE_SRV,
  TYPE_TXT,
} from './message.js';
import { type DnsName, nameKey, sameName } from './names.js';
import { writeQueries } from './query-writer.js';
import { RecordCache, refreshAt } from './record-cache.js';
import { edevSubType, serviceName, subTypeName } from './service.js';

export interface DnsSdQuerierOptions {
  /** `local` or `site`. */
  readonly domain: string;
  /** SFDI of this device; without it the plain service alone is asked for. */
  readonly ownSfdi?: number;
  /** Further sub-types to ask for, such as `mup`. */
  readonly subTypes?: readonly string[];
  /** Whether the plain service is asked for also where a server for `ownSfdi` answered. Default: no. */
  readonly alwaysGeneric?: boolean;
  readonly limits: Limits;
  readonly entropy: Entropy;
}

export type DnsSdEvent =
  | { readonly kind: 'found' | 'changed' | 'lost'; readonly service: DiscoveredService }
  /** An instance whose TXT record does not count. */
  | { readonly kind: 'ignored'; readonly name: DnsName; readonly reason: string; readonly from: string }
  /** A datagram that was dropped. */
  | { readonly kind: 'refused'; readonly error: PeerError; readonly from: Endpoint };

/** A name that is asked for, and the sub-type that it stands for ('' for the plain service). */
interface Browse {
  readonly name: DnsName;
  readonly subType: string;
}

interface Instance {
  readonly name: DnsName;
  service: DiscoveredService | undefined;
  /** What was last told of it, to tell only what is new. */
  told: string;
}

/** The plain service is asked for this long after `edev-<SFDI>`. */
const GENERIC_AFTER_MS = 1000;

export class DnsSdQuerier {
  private readonly options: DnsSdQuerierOptions;
  private readonly jitter: Jitter;
  private readonly browses: Browse[] = [];
  /** Name of the plain service. */
  private readonly generic: DnsName;
  private readonly cache: RecordCache;
  private readonly asks: AskList;
  private readonly instances = new Map<string, Instance>();
  private readonly datagrams: Datagram[] = [];
  private readonly events: DnsSdEvent[] = [];

  constructor(options: DnsSdQuerierOptions) {
    this.options = options;
    this.jitter = new Jitter(options.entropy);
    this.cache = new RecordCache(options.limits.maxDnsRecords);
    this.asks = new AskList(this.jitter);
    const subTypes = [...(options.subTypes ?? [])];
    if (options.ownSfdi !== undefined) subTypes.unshift(edevSubType(options.ownSfdi));
    for (const subType of subTypes) this.browses.push({ name: subTypeName(subType, options.domain), subType });
    this.generic = serviceName(options.domain);
    this.browses.push({ name: this.generic, subType: '' });
  }

  /** Begins to ask, or begins again after the link came back; what is known stays. */
  start(nowMs: number): void {
    this.asks.clear();
    for (let i = 0; i < this.browses.length; i++) {
      const { name, subType } = this.browses[i]!;
      const waits = subType === '' && this.options.ownSfdi !== undefined;
      this.asks.add(name, TYPE_PTR, nowMs + (waits ? GENERIC_AFTER_MS : 0));
    }
    this.review(nowMs);
  }

  /** Stops asking and forgets everything; nothing is told of it. */
  stop(): void {
    this.asks.clear();
    this.cache.clear();
    this.instances.clear();
  }

  /**
   * Takes a datagram that came to port 5353, by multicast or unicast. One that is wrong is told as `refused`.
   *
   * @param interfaceName interface on which it came: the zone of link-local addresses.
   */
  receive(octets: Uint8Array, from: Endpoint, nowMs: number, interfaceName?: string): void {
    try {
      const message = decodeMessage(octets, this.options.limits);
      if (!message.isResponse || message.opcode !== 0 || message.rcode !== 0) return;
      if (from.port !== DNS_SD_PORT) {
        throw misbehaved('dns.source-port', 'an answer from port ' + from.port + ', not 5353 (RFC 6762 §6)');
      }
      this.takeAnswers(message, from, interfaceName, nowMs);
    } catch (error) {
      if (!(error instanceof PeerError)) throw error;
      this.tell({ kind: 'refused', error, from });
      return;
    }
    this.review(nowMs);
  }

  /** Sends what is due and lets go what has lived its time. */
  poll(nowMs: number): void {
    if (this.cache.expire(nowMs)) this.review(nowMs);
    for (const entry of this.cache.entries) {
      if (refreshAt(entry) > nowMs) continue;
      while (refreshAt(entry) <= nowMs) entry.refreshes++;
      const { name, type } = entry.record;
      if (this.needsGeneric() || !sameName(name, this.generic)) this.asks.once(name, type, nowMs);
    }
    const due = this.asks.takeDue(nowMs);
    if (due.length === 0) return;
    const messages = writeQueries(due, this.cache, this.options.limits, nowMs);
    for (const octets of messages) this.datagrams.push({ octets, to: 'multicast' });
  }

  /** When {@link poll} wants to be called; `undefined` before `start`. */
  pollAt(): number | undefined {
    let at = this.asks.nextAt();
    for (const entry of this.cache.entries) at = Math.min(at, entry.expiresMs, refreshAt(entry));
    return at === Infinity ? undefined : at;
  }

  /** The next datagram to send; `undefined` where there is none. */
  takeDatagram(): Datagram | undefined {
    return this.datagrams.shift();
  }

  /** The next event; where nobody takes them the oldest go, and {@link services} still tells what holds. */
  takeEvent(): DnsSdEvent | undefined {
    return this.events.shift();
  }

  /** All servers that are complete now; those that know this device first. */
  services(): readonly DiscoveredService[] {
    const services: DiscoveredService[] = [];
    for (const { service } of this.instances.values()) if (service !== undefined) services.push(service);
    const own = this.options.ownSfdi === undefined ? undefined : edevSubType(this.options.ownSfdi);
    if (own === undefined) return services;
    const knows = (service: DiscoveredService): number => (service.subTypes.includes(own) ? 0 : 1);
    return services.sort((a, b) => knows(a) - knows(b));
  }

  /** Keeps the records of all sections that lead to a server, pointers first, so that their order does not matter. */
  private takeAnswers(message: DnsMessage, from: Endpoint, interfaceName: string | undefined, nowMs: number): void {
    const records = [...message.answers, ...message.authorities, ...message.additionals];
    const source = { from: from.address, interfaceName };
    const kept: DnsRecord[] = [];
    let past: 'maxDnsRecords' | 'maxDnsInstances' | undefined;
    const keep = (record: DnsRecord): void => {
      if (record.class !== CLASS_IN) return;
      if (this.cache.put(record, source, nowMs, this.jitter.between(0, 0.02))) kept.push(record);
      else if (record.ttlS > 0) past = 'maxDnsRecords';
    };
    for (const record of records) {
      if (record.type !== TYPE_PTR || !this.browses.some((browse) => sameName(browse.name, record.name))) continue;
      if (this.admits(record)) keep(record);
      else past = 'maxDnsInstances';
    }
    for (const record of records) {
      if (record.type !== TYPE_SRV && record.type !== TYPE_TXT) continue;
      if (this.instances.has(nameKey(record.name))) keep(record);
    }
    for (const record of records) {
      if (record.type !== TYPE_A && record.type !== TYPE_AAAA) continue;
      if (this.isHost(record.name)) keep(record);
    }
    for (const record of kept) if (record.isUnique) this.cache.flush(record, interfaceName, nowMs);
    if (past !== undefined) this.tellPastLimit(past, from);
  }

  /** Whether there is room for the instance to which a pointer leads. */
  private admits(record: DnsRecord): boolean {
    if (record.data.kind !== 'pointer') return true;
    const key = nameKey(record.data.target);
    if (record.ttlS === 0 || this.instances.has(key)) return true;
    if (this.instances.size >= this.options.limits.maxDnsInstances) return false;
    this.instances.set(key, { name: record.data.target, service: undefined, told: '' });
    return true;
  }

  private isHost(name: DnsName): boolean {
    for (const { record } of this.cache.entries) {
      if (record.data.kind === 'service' && sameName(record.data.target, name)) return true;
    }
    return false;
  }

  /** Puts every instance together again, tells what changed and asks for what is missing. */
  private review(nowMs: number): void {
    this.asks.startReview();
    for (const [key, instance] of this.instances) {
      const subTypes = this.subTypesOf(instance.name);
      if (subTypes === undefined) {
        if (instance.service !== undefined) this.tell({ kind: 'lost', service: instance.service });
        this.instances.delete(key);
        continue;
      }
      const assembly = assemble(this.cache, instance.name, subTypes);
      if (assembly.kind === 'incomplete') {
        for (const { name, type } of assembly.missing) this.asks.resolve(name, type, nowMs);
      }
      this.settle(instance, assembly);
    }
    this.asks.endReview();
    this.asks.hold(this.generic, !this.needsGeneric(), nowMs);
  }

  private settle(instance: Instance, assembly: ReturnType<typeof assemble>): void {
    const before = instance.service;
    instance.service = assembly.kind === 'found' ? assembly.service : undefined;
    const told =
      assembly.kind === 'found' ? describe(assembly.service) : assembly.kind === 'ignored' ? assembly.reason : '';
    if (told === instance.told) return;
    instance.told = told;
    if (assembly.kind === 'found')
      this.tell({ kind: before === undefined ? 'found' : 'changed', service: assembly.service });
    else {
      if (before !== undefined) this.tell({ kind: 'lost', service: before });
      if (assembly.kind === 'ignored') {
        this.tell({ kind: 'ignored', name: instance.name, reason: assembly.reason, from: assembly.from });
      }
    }
  }

  /** Sub-types whose pointers lead to an instance; `undefined` where none does, not the plain service's either. */
  private subTypesOf(name: DnsName): string[] | undefined {
    const subTypes: string[] = [];
    let isPointedAt = false;
    for (const browse of this.browses) {
      const leads = this.cache
        .find(browse.name, TYPE_PTR)
        .some(({ record }) => record.data.kind === 'pointer' && sameName(record.data.target, name));
      if (!leads) continue;
      isPointedAt = true;
      if (browse.subType !== '') subTypes.push(browse.subType);
    }
    return isPointedAt ? subTypes : undefined;
  }

  /** The plain service is not asked for while a server that knows this device is there. */
  private needsGeneric(): boolean {
    const { ownSfdi, domain, alwaysGeneric } = this.options;
    if (ownSfdi === undefined || alwaysGeneric === true) return true;
    return this.cache.find(subTypeName(edevSubType(ownSfdi), domain), TYPE_PTR).length === 0;
  }

  private tellPastLimit(name: 'maxDnsRecords' | 'maxDnsInstances', from: Endpoint): void {
    const limit = { name, value: this.options.limits[name] };
    this.tell({ kind: 'refused', error: pastLimit('dns.cache-full', 'records were not kept', limit), from });
  }

  private tell(event: DnsSdEvent): void {
    if (this.events.length >= 4 * this.options.limits.maxDnsInstances) this.events.shift();
    this.events.push(event);
  }
}

/** Everything of a service that a user of it would notice. */
function describe(service: DiscoveredService): string {
  const { host, addresses, httpPort, tlsPort, dcap, path, level, subTypes } = service;
  return [host, httpPort, tlsPort, dcap, path, level, addresses.join(), subTypes.join()].join(' ');
}
