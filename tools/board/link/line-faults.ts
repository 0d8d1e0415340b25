/**
 * What can happen to a serial line, one object for each direction: cut, octets that change, frames that vanish, octets that come
 * late. Every fault is counted out, not drawn, so that a test meets the same damage each time.
 */

/** SLIP's end of a frame (RFC 1055). */
const END = 0xc0;

export class LineFaults {
  /** A line that is cut carries nothing. */
  down = false;
  /** Every nth octet arrives with one bit turned; 0: none. Ends of frames may be hit, or come about. */
  corruptEveryOctets = 0;
  /** Every nth frame arrives with one octet in its middle changed; 0: none. */
  corruptEveryFrames = 0;
  /** Every nth frame does not arrive; 0: none. */
  dropEveryFrames = 0;
  /** What is carried arrives so much later, ms. */
  delayMs = 0;
  /** Octets and frames that were hit, since the start. */
  readonly hits = { octets: 0, corruptFrames: 0, droppedFrames: 0, cut: 0 };

  private octets = 0;
  private frame: number[] = [];
  private frames = 0;

  constructor(private readonly deliver: (octets: Buffer) => void) {}

  /** Octets that were sent; what is left of them is delivered. */
  carry(sent: Buffer): void {
    if (this.down) {
      this.hits.cut += sent.length;
      this.frame = [];
      return;
    }
    const left = this.corruptOctets(this.harmFrames(sent));
    if (left.length === 0) return;
    if (this.delayMs === 0) this.deliver(left);
    else setTimeout(() => this.deliver(left), this.delayMs);
  }

  private corruptOctets(sent: Buffer): Buffer {
    const every = this.corruptEveryOctets;
    if (every === 0) return sent;
    const result = Buffer.from(sent);
    for (let i = 0; i < result.length; i++) {
      this.octets++;
      if (this.octets % every !== 0) continue;
      result[i]! ^= 1 << (this.hits.octets % 8);
      this.hits.octets++;
    }
    return result;
  }

  /** Where frames are to be harmed they are held back until they are whole. */
  private harmFrames(sent: Buffer): Buffer {
    if (this.corruptEveryFrames === 0 && this.dropEveryFrames === 0 && this.frame.length === 0) return sent;
    const result: number[] = [];
    for (const octet of sent) {
      this.frame.push(octet);
      if (octet === END) result.push(...this.wholeFrame());
    }
    return Buffer.from(result);
  }

  private wholeFrame(): number[] {
    const frame = this.frame;
    this.frame = [];
    if (frame.length === 1) return frame;
    this.frames++;
    if (this.dropEveryFrames !== 0 && this.frames % this.dropEveryFrames === 0) {
      this.hits.droppedFrames++;
      return [];
    }
    if (this.corruptEveryFrames !== 0 && this.frames % this.corruptEveryFrames === 0) {
      this.hits.corruptFrames++;
      const place = frame.length >>> 1;
      // Neither an end nor an escape comes about.
      frame[place] = frame[place] === 0x55 ? 0x54 : 0x55;
    }
    return frame;
  }
}
