/** Puts handshake messages together from the fragments that records carry (RFC 5246 §6.2.1, §7.4). */

import { NO_OCTETS } from '../../core/octets.js';
import { pastLimit } from '../../core/peer-error.js';

/** HandshakeType and length. */
export const MESSAGE_HEADER_OCTETS = 4;

/** One handshake message; its octets are views, valid while the message is handled. */
export interface HandshakeMessage {
  readonly type: number;
  readonly body: Uint8Array;
  /** Header and body, as the transcript takes them. */
  readonly raw: Uint8Array;
}

/** Who handles the messages. */
export interface MessageSink {
  /** Handles one; answers whether to read on. */
  onMessage(message: HandshakeMessage): boolean;
}

export class MessageAssembler {
  private partial: Uint8Array = NO_OCTETS;
  private filled = 0;

  /** `maxMessage`: the longest body that is accepted, octets (`maxHandshakeOctets`). */
  constructor(private readonly maxMessage: number) {}

  /** Whether no message is under way: keys change only here. */
  get atBoundary(): boolean {
    return this.filled === 0;
  }

  /** Takes the fragment of one record and gives each complete message to `sink`. */
  receive(fragment: Uint8Array, sink: MessageSink): void {
    let at = 0;
    while (at < fragment.length) {
      const left = fragment.length - at;
      if (this.filled === 0 && left >= MESSAGE_HEADER_OCTETS) {
        const whole = this.messageOctets(fragment, at);
        if (left >= whole) {
          if (!sink.onMessage(messageOf(fragment.subarray(at, at + whole)))) return;
          at += whole;
          continue;
        }
      }
      const wanted = this.filled < MESSAGE_HEADER_OCTETS ? MESSAGE_HEADER_OCTETS : this.messageOctets(this.partial, 0);
      const taken = Math.min(left, wanted - this.filled);
      this.keep(fragment.subarray(at, at + taken), wanted);
      at += taken;
      if (this.filled < MESSAGE_HEADER_OCTETS || this.filled < this.messageOctets(this.partial, 0)) continue;
      const raw = this.partial.subarray(0, this.filled);
      this.release();
      if (!sink.onMessage(messageOf(raw))) return;
    }
  }

  /** Lets the buffer go. */
  release(): void {
    this.partial = NO_OCTETS;
    this.filled = 0;
  }

  private keep(part: Uint8Array, wanted: number): void {
    const needed = this.filled + part.length;
    if (needed > this.partial.length) {
      // Grown by what has come, not by what the length field promises.
      const grown = new Uint8Array(Math.min(wanted, Math.max(needed, 2 * this.partial.length)));
      grown.set(this.partial.subarray(0, this.filled));
      this.partial = grown;
    }
    this.partial.set(part, this.filled);
    this.filled = needed;
  }

  private messageOctets(octets: Uint8Array, at: number): number {
    const body = octets[at + 1]! * 0x10000 + octets[at + 2]! * 0x100 + octets[at + 3]!;
    if (body > this.maxMessage) {
      const limit = { name: 'maxHandshakeOctets', value: this.maxMessage };
      throw pastLimit('tls.handshake-too-long', 'a handshake message of ' + body + ' octets', limit);
    }
    return MESSAGE_HEADER_OCTETS + body;
  }
}

function messageOf(raw: Uint8Array): HandshakeMessage {
  return { type: raw[0]!, body: raw.subarray(MESSAGE_HEADER_OCTETS), raw };
}
