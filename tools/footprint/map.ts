/** Reads the map that GNU ld writes with `-Map`: which input section of which object lies where in which output section. */

/** A stretch of an output section that came from one input section. */
export interface MapPiece {
  /** Name of the input section: `.text.board_init`. */
  readonly input: string;
  readonly address: number;
  readonly octets: number;
  /** Path of the object, or `archive(member)`, as the map has it. */
  readonly file: string;
}

/** An output section. */
export interface MapSection {
  readonly name: string;
  /** Where it runs. */
  readonly address: number;
  readonly octets: number;
  /** Where it is loaded from; the same as `address` unless the map says otherwise. */
  readonly loadAddress: number;
  /** In the order of their addresses; empty ones are left out. */
  readonly pieces: readonly MapPiece[];
  /** Symbols by name, as far as the map tells them. */
  readonly symbols: ReadonlyMap<string, number>;
}

interface OpenSection {
  name: string;
  address: number;
  octets: number;
  loadAddress: number;
  pieces: MapPiece[];
  symbols: Map<string, number>;
}

const BEGINNING = /^Linker script and memory map$/;
/** A name too long for its column has the rest of its line on the next. */
const OUTPUT = /^(\.[^\s]+)(?:\s+0x([0-9a-f]+)\s+0x([0-9a-f]+)(?:\s+load address 0x([0-9a-f]+))?)?$/;
const INPUT = /^ (\.?[\w$.]+)(?:\s+0x([0-9a-f]+)\s+0x([0-9a-f]+)\s+(\S.*))?$/;
const REST_OF_OUTPUT = /^\s+0x([0-9a-f]+)\s+0x([0-9a-f]+)(?:\s+load address 0x([0-9a-f]+))?$/;
const REST_OF_INPUT = /^\s+0x([0-9a-f]+)\s+0x([0-9a-f]+)\s+(\S.*)$/;
const SYMBOL = /^\s+0x([0-9a-f]+)\s+([A-Za-z_][\w$.]*)$/;

/**
 * The output sections of a map, in its order, with those of debugging.
 * @throws SyntaxError for a text that is no map of GNU ld
 */
export function parseMap(text: string): MapSection[] {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => BEGINNING.test(line));
  if (start < 0) throw new SyntaxError('no map of GNU ld: the line "Linker script and memory map" is missing');
  const sections: OpenSection[] = [];
  /** The section that lines belong to; none in what is thrown away. */
  let current: OpenSection | undefined = undefined;
  /** A name whose numbers come on the next line. */
  let waiting: string | undefined = undefined;
  for (const line of lines.slice(start + 1)) {
    if (line.startsWith('/DISCARD/')) current = undefined;
    if (waiting !== undefined) {
      const name: string = waiting;
      waiting = undefined;
      if (name.startsWith(' ')) {
        const rest = REST_OF_INPUT.exec(line);
        if (rest !== null && current !== undefined) addPiece(current, name.trim(), rest[1]!, rest[2]!, rest[3]!);
        if (rest !== null) continue;
      } else {
        const rest = REST_OF_OUTPUT.exec(line);
        sections.push((current = opened(name, rest?.[1], rest?.[2], rest?.[3])));
        if (rest !== null) continue;
      }
    }
    const output = OUTPUT.exec(line);
    if (output !== null) {
      if (output[2] === undefined) waiting = output[1];
      else sections.push((current = opened(output[1]!, output[2], output[3], output[4])));
      continue;
    }
    const input = INPUT.exec(line);
    if (input !== null) {
      if (input[2] === undefined) waiting = ` ${input[1]}`;
      else if (current !== undefined) addPiece(current, input[1]!, input[2], input[3]!, input[4]!);
      continue;
    }
    const symbol = SYMBOL.exec(line);
    if (symbol !== null) current?.symbols.set(symbol[2]!, parseInt(symbol[1]!, 16));
  }
  for (const { pieces } of sections) pieces.sort((a, b) => a.address - b.address);
  return sections;
}

function opened(name: string, address = '0', octets = '0', loadAddress = address): OpenSection {
  return {
    name,
    address: parseInt(address, 16),
    octets: parseInt(octets, 16),
    loadAddress: parseInt(loadAddress, 16),
    pieces: [],
    symbols: new Map(),
  };
}

function addPiece({ pieces }: OpenSection, input: string, address: string, octets: string, file: string): void {
  const length = parseInt(octets, 16);
  if (length > 0) pieces.push({ input, address: parseInt(address, 16), octets: length, file });
}
