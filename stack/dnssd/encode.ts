/** Writes DNS messages into one buffer, names compressed (RFC 1035 §4.1.4). */
import { parseAddress } from './addresses.js';
import { type DnsMessage, type DnsQuestion, type DnsRecord, type RecordData } from './message.js';
import { type DnsName, nameKey, parentName, splitName } from './names.js';

const HEADER_OCTETS = 12;
const MAX_POINTER = 0x3fff;
const TOP_BIT = 0x8000;

/** Sections in the order of the wire; the index counts them in the header. */
export type Section = 'answer' | 'authority' | 'additional';

/** Header fields that a writer sets; counts follow from what is put in. */
export interface MessageHead {
  readonly id: number;
  readonly isResponse: boolean;
}

/**
 * A message in the making. What does not fit any more is refused and leaves no trace, so that the caller can go on in
 * another message. Sections must be filled in the order of the wire.
 */
export class MessageWriter {
  private readonly octets: Uint8Array;
  private readonly suffixes = new Map<string, number>();
  private readonly counts = [0, 0, 0, 0];
  private at = HEADER_OCTETS;
  private isFull = false;

  /** @param maxOctets largest message. */
  constructor(head: MessageHead, maxOctets: number) {
    this.octets = new Uint8Array(maxOctets);
    this.setWord(0, head.id);
    // An mDNS answer is authoritative (RFC 6762 §18.4); opcode and rcode are 0 (§18.3, §18.11).
    this.setWord(2, head.isResponse ? TOP_BIT + 0x0400 : 0);
  }

  /** Questions and records that are in. */
  get count(): number {
    return this.counts[0]! + this.counts[1]! + this.counts[2]! + this.counts[3]!;
  }

  /** Sets TC: more known answers follow. */
  setTruncated(): void {
    this.octets[2] = this.octets[2]! | 0x02;
  }

  /** Whether there was room. */
  putQuestion(question: DnsQuestion): boolean {
    const start = this.begin();
    this.putName(question.name, true);
    this.putWord(question.type);
    this.putWord(question.class + (question.wantsUnicast ? TOP_BIT : 0));
    return this.end(start, 0);
  }

  /** Whether there was room. */
  putRecord(section: Section, record: DnsRecord): boolean {
    const start = this.begin();
    this.putName(record.name, true);
    this.putWord(record.type);
    this.putWord(record.class + (record.isUnique ? TOP_BIT : 0));
    this.putWord(Math.floor(record.ttlS / 0x10000));
    this.putWord(record.ttlS % 0x10000);
    const lengthAt = this.at;
    this.putWord(0);
    this.putData(record.data);
    if (!this.isFull) this.setWord(lengthAt, this.at - lengthAt - 2);
    return this.end(start, section === 'answer' ? 1 : section === 'authority' ? 2 : 3);
  }

  /** The message, in an array of its own. */
  finish(): Uint8Array {
    for (let i = 0; i < 4; i++) this.setWord(4 + 2 * i, this.counts[i]!);
    return this.octets.slice(0, this.at);
  }

  private begin(): number {
    this.isFull = false;
    return this.at;
  }

  private end(start: number, section: number): boolean {
    if (!this.isFull) {
      this.counts[section]!++;
      return true;
    }
    this.at = start;
    this.suffixes.forEach((offset, suffix) => {
      if (offset >= start) this.suffixes.delete(suffix);
    });
    return false;
  }

  private putData(data: RecordData): void {
    switch (data.kind) {
      case 'address':
        return this.putOctets(addressOctets(data.address));
      case 'pointer':
        return this.putName(data.target, true);
      case 'service':
        this.putWord(data.priority);
        this.putWord(data.weight);
        this.putWord(data.port);
        // RFC 2782 forbids compression of the target; RFC 6762 §18.14 would allow it, and needs it nowhere.
        return this.putName(data.target, false);
      case 'text':
        for (let i = 0; i < data.strings.length; i++) {
          this.putOctet(data.strings[i]!.length);
          this.putOctets(data.strings[i]!);
        }
        // A TXT record is never empty: one empty string stands for none (RFC 6763 §6.1).
        if (data.strings.length === 0) this.putOctet(0);
        return;
      case 'nsec':
        this.putName(data.next, true);
        return this.putTypes(data.types);
      case 'octets':
        return this.putOctets(data.octets);
    }
  }

  /** The bit maps of types in ascending order, window by window (RFC 4034 §4.1.2). */
  private putTypes(types: readonly number[]): void {
    for (let window = 0; window < 256; window++) {
      let length = 0;
      const bits = new Uint8Array(32);
      for (let i = 0; i < types.length; i++) {
        if (types[i]! >>> 8 !== window) continue;
        const bit = types[i]! & 255;
        bits[bit >>> 3] = bits[bit >>> 3]! | (0x80 >>> (bit & 7));
        length = Math.max(length, (bit >>> 3) + 1);
      }
      if (length === 0) continue;
      this.putOctet(window);
      this.putOctet(length);
      this.putOctets(bits.subarray(0, length));
    }
  }

  private putName(name: DnsName, compress: boolean): void {
    const labels = splitName(name);
    let suffix = nameKey(name);
    for (let i = 0; i < labels.length; i++) {
      const known = compress ? this.suffixes.get(suffix) : undefined;
      if (known !== undefined) return this.putWord(0xc000 + known);
      if (this.at <= MAX_POINTER && !this.suffixes.has(suffix)) this.suffixes.set(suffix, this.at);
      this.putOctet(labels[i]!.length);
      this.putOctets(labels[i]!);
      suffix = parentName(suffix);
    }
    this.putOctet(0);
  }

  private putOctet(octet: number): void {
    if (this.at < this.octets.length) this.octets[this.at++] = octet;
    else this.isFull = true;
  }

  private putOctets(octets: Uint8Array): void {
    if (this.at + octets.length > this.octets.length) this.isFull = true;
    else {
      this.octets.set(octets, this.at);
      this.at += octets.length;
    }
  }

  private putWord(word: number): void {
    this.putOctet(word >>> 8);
    this.putOctet(word & 255);
  }

  private setWord(at: number, word: number): void {
    this.octets[at] = word >>> 8;
    this.octets[at + 1] = word & 255;
  }
}

/**
 * Writes a message that is known whole.
 *
 * @throws RangeError where it does not fit `maxOctets`, or a value of it cannot be written.
 */
export function encodeMessage(message: DnsMessage, maxOctets: number): Uint8Array {
  const writer = new MessageWriter(message, maxOctets);
  if (message.isTruncated) writer.setTruncated();
  let fits = true;
  for (let i = 0; i < message.questions.length; i++) fits = writer.putQuestion(message.questions[i]!) && fits;
  const sections = [message.answers, message.authorities, message.additionals];
  const names: readonly Section[] = ['answer', 'authority', 'additional'];
  for (let s = 0; s < 3; s++) {
    for (let i = 0; i < sections[s]!.length; i++) fits = writer.putRecord(names[s]!, sections[s]![i]!) && fits;
  }
  if (!fits) throw new RangeError('message: expected at most ' + maxOctets + ' octets');
  return writer.finish();
}

/** The data of a record as octets, nothing compressed: what a tie is broken by (RFC 6762 §8.2). */
export function dataOctets(data: RecordData): Uint8Array {
  const record: DnsRecord = { name: '', type: 0, class: 0, isUnique: false, ttlS: 0, data };
  const writer = new MessageWriter({ id: 0, isResponse: true }, BEFORE_DATA_OCTETS + roomFor(data));
  if (!writer.putRecord('answer', record)) throw new RangeError('data: expected a record that can be written');
  return writer.finish().slice(BEFORE_DATA_OCTETS);
}

/** Header, root name, type, class, TTL and length. */
const BEFORE_DATA_OCTETS = HEADER_OCTETS + 11;
/** A name, 6 octets of SRV, or the bit maps of a few windows. */
const NAME_DATA_OCTETS = 1024;

function roomFor(data: RecordData): number {
  if (data.kind === 'octets') return data.octets.length;
  if (data.kind !== 'text') return NAME_DATA_OCTETS;
  let room = 1;
  for (let i = 0; i < data.strings.length; i++) room += 1 + data.strings[i]!.length;
  return room;
}

function addressOctets(address: string): Uint8Array {
  const octets = parseAddress(address);
  if (octets === undefined) throw new RangeError('address: expected IPv4 or IPv6, got "' + address + '"');
  return octets;
}
