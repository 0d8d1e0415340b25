/**
 * Finds the end of a message head (start line and header fields) in octets that come in any cut.
 *
 * Lines end in CR LF. A lone LF or CR is refused, although RFC 9112 §2.2 would let a recipient take LF: two readers of
 * one stream that disagree on where a line ends are how requests are smuggled.
 */
import { type Limits } from '../core/limits.js';
import { NO_OCTETS } from '../core/octets.js';
import { malformed, pastLimit } from '../core/peer-error.js';

const CR = 13;
const LF = 10;
const FIRST_BUFFER_OCTETS = 256;
/** Octets of empty lines that may stand before a start line (RFC 9112 §2.2 asks for at least one line). */
const MAX_LEADING_OCTETS = 4;

export class HeadCollector {
  /** Where the finished head is: `octets[start, end)`, the empty line not included. Valid until it is released. */
  octets: Uint8Array = NO_OCTETS;
  start = 0;
  end = 0;
  private readonly limits: Limits;
  /** Parts of a head; there is none for one that comes whole. */
  private buffer: Uint8Array = NO_OCTETS;
  private stored = 0;
  private leading = 0;
  private matched = 0;
  private lines = 0;

  constructor(limits: Limits) {
    this.limits = limits;
  }

  /** Whether a head has begun and is not finished. */
  get isInside(): boolean {
    return this.stored > 0;
  }

  /**
   * Reads on from `octets[at]`.
   *
   * @returns the offset after the head, or −1 where more octets are needed (all given ones are taken).
   * @throws PeerError `http.bare-cr`, `http.bare-lf`, `http.uri-too-long`, `http.head-too-large`.
   */
  collect(octets: Uint8Array, at: number): number {
    if (this.stored === 0) {
      while (at < octets.length && (octets[at] === CR || octets[at] === LF)) {
        if (++this.leading > MAX_LEADING_OCTETS) throw malformed('http.no-start-line', 'empty lines, no start line');
        at++;
      }
    }
    const from = at;
    while (at < octets.length) {
      const octet = octets[at++]!;
      if (octet === LF) {
        if (this.matched % 2 === 0)
          throw malformed('http.bare-lf', 'a line ends in LF without CR', this.place(at, from));
        if (++this.matched === 4) return this.finish(octets, from, at);
        if (this.matched === 2) this.lines++;
      } else if (this.matched % 2 === 1) {
        throw malformed('http.bare-cr', 'CR is not followed by LF', this.place(at, from));
      } else this.matched = octet === CR ? this.matched + 1 : 0;
      if (this.stored + at - from > this.limits.maxHttpHeadOctets) this.refuseSize();
    }
    this.store(octets, from, at);
    return -1;
  }

  /** Lets the finished head go, once it has been read. */
  release(): void {
    this.octets = NO_OCTETS;
    this.buffer = NO_OCTETS;
  }

  private finish(octets: Uint8Array, from: number, at: number): number {
    if (this.stored + at - from > this.limits.maxHttpHeadOctets) this.refuseSize();
    if (this.stored === 0) {
      this.octets = octets;
      this.start = from;
      this.end = at - 2;
    } else {
      this.store(octets, from, at);
      this.octets = this.buffer;
      this.start = 0;
      this.end = this.stored - 2;
    }
    this.stored = 0;
    this.leading = 0;
    this.matched = 0;
    this.lines = 0;
    return at;
  }

  private store(octets: Uint8Array, from: number, to: number): void {
    const needed = this.stored + to - from;
    if (needed > this.buffer.length) {
      const size = Math.min(
        Math.max(needed, FIRST_BUFFER_OCTETS, this.buffer.length * 2),
        this.limits.maxHttpHeadOctets,
      );
      const grown = new Uint8Array(size);
      grown.set(this.buffer.subarray(0, this.stored));
      this.buffer = grown;
    }
    this.buffer.set(octets.subarray(from, to), this.stored);
    this.stored = needed;
  }

  private refuseSize(): never {
    const limit = { name: 'maxHttpHeadOctets', value: this.limits.maxHttpHeadOctets };
    if (this.lines === 0) throw pastLimit('http.uri-too-long', 'the start line does not end', limit);
    throw pastLimit('http.head-too-large', 'the header fields do not end', limit);
  }

  private place(at: number, from: number): { octet: number } {
    return { octet: this.stored + at - from - 1 };
  }
}
