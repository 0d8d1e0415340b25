/** Writes EXI bit by bit for tests: each field as it stands in the specification, with no help from the product. */

/** The 39 bits before the body: options document with schemaId `S1` (EXI 1.0 §5). */
const HEADER = '10100000' + '001100' + '00000100' + '01010011' + '00110001' + '1';

export class ExiBits {
  private text: string;

  /** A stream that starts with a header, unless it is told otherwise. */
  constructor(header: string = HEADER) {
    this.text = header;
  }

  /** Bits in order, as binary digits; spaces are for the eye. */
  raw(bits: string): this {
    this.text += bits.replaceAll(' ', '');
    return this;
  }

  /** An n-bit unsigned integer. */
  bits(value: number, n: number): this {
    this.text += value === 0 && n === 0 ? '' : value.toString(2).padStart(n, '0');
    return this;
  }

  /** An unsigned integer in groups of seven bits, least significant first. */
  unsigned(value: number | bigint): this {
    let rest = BigInt(value);
    do {
      this.bits(Number(rest & 127n) + (rest > 127n ? 128 : 0), 8);
      rest >>= 7n;
    } while (rest > 0n);
    return this;
  }

  /** Code points after their number plus `plus`: 2 for a value, 1 for a local name, 0 for a URI. */
  string(text: string, plus: number): this {
    const points = Array.from(text);
    this.unsigned(points.length + plus);
    for (const point of points) this.unsigned(point.codePointAt(0)!);
    return this;
  }

  /** The event code of a global element, by its place among the sorted 324. */
  root(index: number): this {
    return this.bits(index, 9);
  }

  /** The stream, padded with zero bits. */
  octets(): Uint8Array {
    const padded = this.text.padEnd(Math.ceil(this.text.length / 8) * 8, '0');
    return Uint8Array.from(padded.match(/.{8}/g) ?? [], (octet) => parseInt(octet, 2));
  }
}
