/**
 * Makes a server known by DNS-SD, without I/O: time and datagrams in, datagrams and events out (RFC 6762 §6, §8–10).
 *
 * It claims its names, takes another where one is held, announces, answers, and says goodbye. One engine an interface:
 * the addresses are those of the interface, and the same name may be held on each.
 */
import { type Limits } from '../core/limits.js';
import { PeerError } from '../core/peer-error.js';
import { type Entropy } from '../ports/entropy.js';
import { type Endpoint } from '../ports/network.js';
import {
  type AdvertisedService,
  type OwnRecord,
  additionalsFor,
  hostName,
  nextLabel,
  ownRecords,
} from './advertisement.js';
import { type Datagram, Jitter } from './datagram.js';
import { decodeMessage } from './decode.js';
import { DNS_SD_PORT } from './groups.js';
import {
  CLASS_ANY,
  CLASS_IN,
  type DnsMessage,
  type DnsQuestion,
  type DnsRecord,
  TYPE_ANY,
  TYPE_NSEC,
  sameData,
  sameRecord,
} from './message.js';
import { type DnsName, nameKey, sameName } from './names.js';
import { PROBES, PROBE_INTERVAL_MS, YIELD_MS, isClaim, losesTie, writeProbe } from './probe.js';
import { writeAnswers } from './response-writer.js';
import { instanceName } from './service.js';

export interface DnsSdResponderOptions {
  /** `local` or `site`. */
  readonly domain: string;
  /** First label of the host's name; changed by `-2` where another holds it. */
  readonly host: string;
  readonly services: readonly AdvertisedService[];
  /** Addresses of the interface. */
  readonly addresses: readonly string[];
  readonly limits: Limits;
  readonly entropy: Entropy;
}

export type ResponderEvent =
  /** The names are held and announced. */
  | { readonly kind: 'advertised'; readonly host: DnsName; readonly instances: readonly DnsName[] }
  /** Another holds the name: a new one is tried. */
  | { readonly kind: 'renamed'; readonly from: DnsName; readonly to: string }
  | { readonly kind: 'refused'; readonly error: PeerError; readonly from: Endpoint };

type ResponderState = 'Stopped' | 'Probing' | 'Announcing' | 'Established';

const ANNOUNCEMENTS = 2;
const ANNOUNCE_INTERVAL_MS = 1000;
/** A record is multicast at most once a second (§6). */
const MULTICAST_INTERVAL_MS = 1000;
/** Fifteen conflicts in ten seconds: wait five seconds before each further try (§8.1). */
const MANY_CONFLICTS = 15;
const CONFLICT_WINDOW_MS = 10_000;
const CONFLICT_WAIT_MS = 5000;
const EVENTS_KEPT = 16;

export class DnsSdResponder {
  private readonly options: DnsSdResponderOptions;
  private readonly jitter: Jitter;
  private readonly datagrams: Datagram[] = [];
  private readonly events: ResponderEvent[] = [];
  private state: ResponderState = 'Stopped';
  private host: string;
  private readonly instances: string[];
  private addresses: readonly string[];
  private own: OwnRecord[] = [];
  /** Probes or announcements sent in the state. */
  private sent = 0;
  private nextMs = Infinity;
  private conflicts = 0;
  private conflictsSinceMs = -Infinity;

  /** @throws RangeError for a name, port or address that is none. */
  constructor(options: DnsSdResponderOptions) {
    this.options = options;
    this.jitter = new Jitter(options.entropy);
    this.host = options.host;
    this.instances = options.services.map((service) => service.instance);
    this.addresses = options.addresses;
    this.rebuild();
  }

  /** Begins to claim the names; answers nothing until they are held. */
  start(nowMs: number): void {
    this.probeFrom(nowMs + this.jitter.between(0, PROBE_INTERVAL_MS));
  }

  /** Says goodbye and falls silent; take the datagrams before the socket closes. */
  stop(nowMs: number): void {
    const known = this.state === 'Established' || this.state === 'Announcing';
    this.state = 'Stopped';
    this.nextMs = Infinity;
    if (known) this.multicastAll(nowMs, 0);
  }

  /** Other addresses from now on: announced anew, the old ones flushed. */
  setAddresses(addresses: readonly string[], nowMs: number): void {
    this.addresses = addresses;
    this.rebuild();
    if (this.state === 'Established' || this.state === 'Announcing') this.announceFrom(nowMs);
  }

  /** Takes a datagram that came to port 5353. One that is wrong is told as `refused`. */
  receive(octets: Uint8Array, from: Endpoint, nowMs: number): void {
    if (this.state === 'Stopped') return;
    try {
      const message = decodeMessage(octets, this.options.limits);
      if (message.opcode !== 0 || message.rcode !== 0) return;
      if (!message.isResponse) this.takeQuery(message, from, nowMs);
      else if (from.port === DNS_SD_PORT) this.takeResponse(message, nowMs);
    } catch (error) {
      if (!(error instanceof PeerError)) throw error;
      this.tell({ kind: 'refused', error, from });
    }
  }

  /** Sends what is due: a probe, an announcement, answers that waited. */
  poll(nowMs: number): void {
    if (nowMs >= this.nextMs) this.step(nowMs);
    this.multicastDue(nowMs);
  }

  /** When {@link poll} wants to be called; `undefined` where nothing is due. */
  pollAt(): number | undefined {
    let at = this.nextMs;
    for (let i = 0; i < this.own.length; i++) at = Math.min(at, this.own[i]!.dueMs);
    return at === Infinity ? undefined : at;
  }

  /** The next datagram to send; take all after each call. */
  takeDatagram(): Datagram | undefined {
    return this.datagrams.shift();
  }

  takeEvent(): ResponderEvent | undefined {
    return this.events.shift();
  }

  private step(nowMs: number): void {
    if (this.state === 'Probing') {
      if (this.sent === PROBES) return this.announceFrom(nowMs);
      this.send(writeProbe(this.records(), this.options.limits));
      this.nextMs = nowMs + PROBE_INTERVAL_MS;
    } else if (this.state === 'Announcing') {
      this.multicastAll(nowMs, undefined);
      this.nextMs = nowMs + ANNOUNCE_INTERVAL_MS;
      if (this.sent + 1 === ANNOUNCEMENTS) {
        this.state = 'Established';
        this.nextMs = Infinity;
      }
    }
    this.sent++;
  }

  private probeFrom(atMs: number): void {
    this.state = 'Probing';
    this.sent = 0;
    this.nextMs = atMs;
    for (const one of this.own) one.dueMs = Infinity;
  }

  private announceFrom(nowMs: number): void {
    this.state = 'Announcing';
    this.sent = 0;
    this.nextMs = nowMs;
    const instances = this.instances.map((instance) => instanceName(instance, this.options.domain));
    this.tell({ kind: 'advertised', host: hostName(this.host, this.options.domain), instances });
    this.step(nowMs);
  }

  private takeQuery(message: DnsMessage, from: Endpoint, nowMs: number): void {
    if (this.state === 'Probing') return this.breakTie(message, nowMs);
    const isLegacy = from.port !== DNS_SD_PORT;
    const isProbe = message.authorities.length > 0;
    const waitMs = message.isTruncated ? this.jitter.between(400, 500) : this.jitter.between(20, 120);
    const direct: OwnRecord[] = [];
    for (const one of this.own) {
      if (isKnown(message.answers, one.record)) {
        if (one.askedBy === from.address) one.dueMs = Infinity;
        continue;
      }
      for (const question of message.questions) {
        if (!this.answers(one, question)) continue;
        const wantsDirect = isLegacy || question.wantsUnicast;
        if (wantsDirect && !message.isTruncated && !direct.includes(one)) direct.push(one);
        const isFresh = nowMs - one.multicastMs < (one.record.ttlS * 1000) / 4;
        if (isLegacy || (wantsDirect && (isProbe || isFresh))) continue;
        this.schedule(one, from, nowMs, message.isTruncated || !one.record.isUnique ? waitMs : 0, isProbe);
      }
    }
    if (direct.length > 0) this.answerDirectly(direct, message, from, isLegacy);
  }

  /** Whether a record of one's own answers a question; the denial where the name has no record of the type. */
  private answers(one: OwnRecord, question: DnsQuestion): boolean {
    const { record } = one;
    if (question.class !== CLASS_IN && question.class !== CLASS_ANY) return false;
    if (!sameName(record.name, question.name)) return false;
    if (record.type !== TYPE_NSEC) return question.type === TYPE_ANY || question.type === record.type;
    const { data } = record;
    return question.type !== TYPE_ANY && data.kind === 'nsec' && !data.types.includes(question.type);
  }

  private schedule(one: OwnRecord, from: Endpoint, nowMs: number, waitMs: number, isProbe: boolean): void {
    const interval = isProbe ? PROBE_INTERVAL_MS : MULTICAST_INTERVAL_MS;
    const dueMs = Math.max(nowMs + waitMs, one.multicastMs + interval);
    one.askedBy = one.dueMs === Infinity || one.askedBy === from.address ? from.address : undefined;
    one.dueMs = Math.min(one.dueMs, dueMs);
  }

  private answerDirectly(direct: readonly OwnRecord[], message: DnsMessage, from: Endpoint, isLegacy: boolean): void {
    const answers = direct.map((one) => one.record);
    const additionals = this.additionals(direct).map((one) => one.record);
    const legacy = isLegacy ? { id: message.id, questions: message.questions } : undefined;
    const messages = writeAnswers(answers, additionals, this.options.limits, legacy);
    for (const octets of messages) this.datagrams.push({ octets, to: from });
  }

  private multicastDue(nowMs: number): void {
    const due = this.own.filter((one) => one.dueMs <= nowMs);
    if (due.length === 0) return;
    const additionals = this.additionals(due);
    for (const one of [...due, ...additionals]) {
      one.multicastMs = nowMs;
      one.dueMs = Infinity;
    }
    const answers = due.map((one) => one.record);
    const more = additionals.map((one) => one.record);
    for (const octets of writeAnswers(answers, more, this.options.limits)) this.send(octets);
  }

  private additionals(answers: readonly OwnRecord[]): OwnRecord[] {
    const list: OwnRecord[] = [];
    for (const answer of answers) {
      for (const one of additionalsFor(this.own, answer.record)) {
        if (!answers.includes(one) && !list.includes(one)) list.push(one);
      }
    }
    return list;
  }

  /** Everything at once: an announcement, or with TTL 0 a goodbye (§8.3, §10.1). */
  private multicastAll(nowMs: number, ttlS: number | undefined): void {
    const records: DnsRecord[] = [];
    for (const one of this.own) {
      one.dueMs = Infinity;
      if (one.record.type === TYPE_NSEC) continue;
      one.multicastMs = nowMs;
      records.push(ttlS === undefined ? one.record : { ...one.record, ttlS });
    }
    for (const octets of writeAnswers(records, [], this.options.limits)) this.send(octets);
  }

  private takeResponse(message: DnsMessage, nowMs: number): void {
    const said = [...message.answers, ...message.authorities, ...message.additionals];
    for (const record of said) {
      const twin = this.own.find((one) => sameRecord(one.record, record));
      if (twin !== undefined) {
        // Somebody said it already (§7.4), or says that it ends although it does not (§6.6).
        if (record.ttlS >= twin.record.ttlS) twin.dueMs = Infinity;
        else if (record.ttlS * 2 < twin.record.ttlS && this.state !== 'Probing') {
          twin.dueMs = Math.min(twin.dueMs, Math.max(nowMs, twin.multicastMs + MULTICAST_INTERVAL_MS));
        }
        continue;
      }
      if (record.ttlS === 0 || record.class !== CLASS_IN || !this.contradicts(record)) continue;
      return this.yieldName(record.name, nowMs);
    }
  }

  /** Whether somebody else says something of a name that is claimed here (§9). */
  private contradicts(record: DnsRecord): boolean {
    return this.own.some(
      ({ record: ours }) =>
        isClaim(ours) &&
        ours.type === record.type &&
        sameName(ours.name, record.name) &&
        !sameData(ours.data, record.data),
    );
  }

  /** A conflict: names that were held are probed again; one that was being probed is given up (§8.1, §9). */
  private yieldName(name: DnsName, nowMs: number): void {
    const wasProbing = this.state === 'Probing';
    if (nowMs - this.conflictsSinceMs > CONFLICT_WINDOW_MS) {
      this.conflictsSinceMs = nowMs;
      this.conflicts = 0;
    }
    const waitMs = ++this.conflicts >= MANY_CONFLICTS ? CONFLICT_WAIT_MS : this.jitter.between(0, PROBE_INTERVAL_MS);
    if (wasProbing) {
      this.rename(name);
      this.rebuild();
    }
    this.probeFrom(nowMs + waitMs);
  }

  private rename(name: DnsName): void {
    const { domain } = this.options;
    if (sameName(name, hostName(this.host, domain))) {
      this.host = nextLabel(this.host, '-', '');
      this.tell({ kind: 'renamed', from: name, to: this.host });
    }
    for (let i = 0; i < this.instances.length; i++) {
      if (!sameName(name, instanceName(this.instances[i]!, domain))) continue;
      this.instances[i] = nextLabel(this.instances[i]!, ' (', ')');
      this.tell({ kind: 'renamed', from: name, to: this.instances[i]! });
    }
  }

  /** Another probes for the same name at the same time (§8.2). */
  private breakTie(message: DnsMessage, nowMs: number): void {
    const seen = new Set<string>();
    for (const { name } of message.authorities) {
      const key = nameKey(name);
      if (seen.has(key)) continue;
      seen.add(key);
      const ours = this.records().filter((record) => isClaim(record) && nameKey(record.name) === key);
      const theirs = message.authorities.filter((record) => nameKey(record.name) === key);
      if (ours.length > 0 && losesTie(ours, theirs)) return this.probeFrom(nowMs + YIELD_MS);
    }
  }

  private records(): DnsRecord[] {
    return this.own.map((one) => one.record);
  }

  private rebuild(): void {
    const { domain, services } = this.options;
    this.own = ownRecords(domain, services, { host: this.host, instances: this.instances }, this.addresses);
    // A name or text that cannot be written is the caller's bug: it shows here, not at the first query.
    writeAnswers(this.records(), [], this.options.limits);
  }

  private send(octets: Uint8Array): void {
    this.datagrams.push({ octets, to: 'multicast' });
  }

  private tell(event: ResponderEvent): void {
    if (this.events.length >= EVENTS_KEPT) this.events.shift();
    this.events.push(event);
  }
}

/** Whether the asker says that it knows a record, with at least half of its time left (§7.1). */
function isKnown(answers: readonly DnsRecord[], record: DnsRecord): boolean {
  return answers.some((known) => known.ttlS * 2 >= record.ttlS && sameRecord(known, record));
}
