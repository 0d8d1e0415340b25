/** Reads one message body, by length, in chunks or until the connection ends, into one buffer (RFC 9112 §6–7). */
import { type Limits } from '../core/limits.js';
import { NO_OCTETS, hexDigitValue } from '../core/octets.js';
import { malformed, pastLimit } from '../core/peer-error.js';
import { type Framing, bodyTooLarge } from './framing.js';

type BodyState =
  | 'Finished'
  | 'AwaitOctets'
  | 'AwaitEnd'
  | 'AwaitChunkSize'
  | 'AwaitChunkExtension'
  | 'AwaitChunkSizeLf'
  | 'AwaitChunkOctets'
  | 'AwaitChunkCr'
  | 'AwaitChunkLf'
  | 'AwaitTrailer'
  | 'InTrailer'
  | 'AwaitTrailerLf'
  | 'AwaitLastLf';

const CR = 13;
const LF = 10;
const FIRST_BUFFER_OCTETS = 1024;
const MAX_SIZE_DIGITS = 8;

export class BodyReader {
  private readonly limits: Limits;
  private state: BodyState = 'Finished';
  private buffer: Uint8Array = NO_OCTETS;
  private filled = 0;
  /** Octets still to come, of the body or of the chunk. */
  private remaining = 0;
  private sizeDigits = 0;
  /** Octets of chunk extensions and trailer fields so far: skipped, and bounded together. */
  private skipped = 0;

  constructor(limits: Limits) {
    this.limits = limits;
  }

  get isFinished(): boolean {
    return this.state === 'Finished';
  }

  /** Whether an octet of the body has come. */
  get hasBegun(): boolean {
    return this.filled > 0;
  }

  /** Prepares for a body; nothing is allocated before its first octet comes. */
  begin(framing: Framing): void {
    this.buffer = NO_OCTETS;
    this.filled = 0;
    this.remaining = framing.length;
    this.sizeDigits = 0;
    this.skipped = 0;
    if (framing.kind === 'none') this.state = 'Finished';
    else if (framing.kind === 'length') this.state = 'AwaitOctets';
    else if (framing.kind === 'close') this.state = 'AwaitEnd';
    else this.state = 'AwaitChunkSize';
  }

  /**
   * Reads on from `octets[at]` and returns the offset of the first octet that is not the body's.
   *
   * @throws PeerError `http.chunk`, `http.body-too-large`, `http.trailer-too-large`.
   */
  take(octets: Uint8Array, at: number): number {
    while (at < octets.length && this.state !== 'Finished') {
      if (this.state === 'AwaitOctets' || this.state === 'AwaitChunkOctets') at = this.copy(octets, at);
      else if (this.state === 'AwaitEnd') {
        this.reserve(octets.length - at);
        this.append(octets, at, octets.length);
        at = octets.length;
      } else this.step(octets[at++]!, at - 1);
    }
    return at;
  }

  /** The peer ended the connection in order: whether that completes the body. */
  endOfInput(): boolean {
    if (this.state === 'AwaitEnd') this.state = 'Finished';
    return this.state === 'Finished';
  }

  /** Hands the finished body over; the reader keeps nothing of it. */
  release(): Uint8Array {
    const body = this.filled === this.buffer.length ? this.buffer : this.buffer.slice(0, this.filled);
    this.buffer = NO_OCTETS;
    this.filled = 0;
    return body;
  }

  private copy(octets: Uint8Array, at: number): number {
    const count = Math.min(this.remaining, octets.length - at);
    this.reserve(count);
    this.append(octets, at, at + count);
    this.remaining -= count;
    if (this.remaining === 0) this.state = this.state === 'AwaitOctets' ? 'Finished' : 'AwaitChunkCr';
    return at + count;
  }

  private append(octets: Uint8Array, from: number, to: number): void {
    this.buffer.set(octets.subarray(from, to), this.filled);
    this.filled += to - from;
  }

  /**
   * Makes room for `more` octets past those that are there, doubling up to the limit: room is had for octets that came,
   * never for those that were announced.
   */
  private reserve(more: number): void {
    const needed = this.filled + more;
    if (needed > this.limits.maxHttpBodyOctets) throw bodyTooLarge(this.limits);
    if (needed <= this.buffer.length) return;
    const announced = this.state === 'AwaitOctets' ? this.filled + this.remaining : this.limits.maxHttpBodyOctets;
    const size = Math.min(Math.max(needed, FIRST_BUFFER_OCTETS, this.buffer.length * 2), announced);
    const grown = new Uint8Array(Math.min(size, this.limits.maxHttpBodyOctets));
    grown.set(this.buffer.subarray(0, this.filled));
    this.buffer = grown;
  }

  /** One octet of the framing around chunks (RFC 9112 §7.1). */
  private step(octet: number, at: number): void {
    switch (this.state) {
      case 'AwaitChunkSize':
        return this.sizeOctet(octet, at);
      case 'AwaitChunkExtension':
        this.skip();
        if (octet === CR) this.state = 'AwaitChunkSizeLf';
        else if (octet === LF) throw chunk('a chunk extension ends in LF without CR', at);
        return;
      case 'AwaitChunkSizeLf':
        return this.beginChunk(octet, at);
      case 'AwaitChunkCr':
        if (octet !== CR) throw chunk('the chunk is longer than its size', at);
        this.state = 'AwaitChunkLf';
        return;
      case 'AwaitChunkLf':
        if (octet !== LF) throw chunk('the chunk does not end in CR LF', at);
        this.state = 'AwaitChunkSize';
        return;
      case 'AwaitTrailer':
        this.skip();
        if (octet === LF) throw chunk('a trailer line ends in LF without CR', at);
        this.state = octet === CR ? 'AwaitLastLf' : 'InTrailer';
        return;
      case 'InTrailer':
        this.skip();
        if (octet === LF) throw chunk('a trailer line ends in LF without CR', at);
        if (octet === CR) this.state = 'AwaitTrailerLf';
        return;
      case 'AwaitTrailerLf':
        if (octet !== LF) throw chunk('CR in a trailer is not followed by LF', at);
        this.state = 'AwaitTrailer';
        return;
      case 'AwaitLastLf':
        if (octet !== LF) throw chunk('the last chunk does not end in CR LF', at);
        this.state = 'Finished';
        return;
      default:
        return;
    }
  }

  private sizeOctet(octet: number, at: number): void {
    const digit = hexDigitValue(octet);
    if (digit >= 0) {
      if (++this.sizeDigits > MAX_SIZE_DIGITS) throw bodyTooLarge(this.limits);
      this.remaining = this.remaining * 16 + digit;
      return;
    }
    if (this.sizeDigits === 0) throw chunk('no chunk size', at);
    if (octet === CR) this.state = 'AwaitChunkSizeLf';
    else if (octet === 59 || octet === 32 || octet === 9) this.state = 'AwaitChunkExtension';
    else throw chunk('a chunk size is not hexadecimal', at);
  }

  private beginChunk(octet: number, at: number): void {
    if (octet !== LF) throw chunk('a chunk size does not end in CR LF', at);
    const last = this.remaining === 0;
    this.sizeDigits = 0;
    if (this.filled + this.remaining > this.limits.maxHttpBodyOctets) throw bodyTooLarge(this.limits);
    this.state = last ? 'AwaitTrailer' : 'AwaitChunkOctets';
  }

  private skip(): void {
    if (++this.skipped <= this.limits.maxHttpHeadOctets) return;
    const limit = { name: 'maxHttpHeadOctets', value: this.limits.maxHttpHeadOctets };
    throw pastLimit('http.trailer-too-large', 'chunk extensions and trailer fields are larger', limit);
  }
}

function chunk(detail: string, at: number): Error {
  return malformed('http.chunk', detail, { octet: at });
}
