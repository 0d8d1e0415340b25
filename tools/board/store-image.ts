/**
 * The store area of a board as octets: written with values in it, and read. The form is that of `hal/xs/store/store_format.h`.
 */

import { crc32 } from 'node:zlib';

const MAGIC = 0x32504553;
const COPY_OCTETS = 16;
const HEADER_OCTETS = 48;
const LEAD_OCTETS = 4;
const CRC_OCTETS = 4;
const TOMBSTONE = 0xffff;
/** Places in a sector are kept in 16 bits, as words. */
const MAX_LOG_OCTETS = 0x40000;

/** Longest key in UTF-8 octets, longest value in octets, most keys: `hal/xs/store/store.h`. */
export const STORE_LIMITS = Object.freeze({ keyOctets: 120, valueOctets: 8192, keys: 64 });

/** Values by key. */
export type StoreValues = ReadonlyMap<string, Uint8Array>;

/**
 * Makes an area whose first sector holds `values` and whose others are erased.
 * @param sectorOctets sizes of its sectors, in order
 * @throws RangeError where a key, a value, or all of them together are past a limit of the store
 */
export function writeStoreImage(values: StoreValues, sectorOctets: readonly number[]): Uint8Array {
  const area = new Uint8Array(sectorOctets.reduce((sum, octets) => sum + octets, 0)).fill(0xff);
  const sequence = 1;
  const header = headerCopy(sequence, 1);
  for (let at = 0; at < HEADER_OCTETS; at += COPY_OCTETS) area.set(header, at);
  if (values.size > STORE_LIMITS.keys) {
    throw new RangeError(`values: expected at most ${STORE_LIMITS.keys} keys, got ${values.size}`);
  }
  const room = storeCapacity(sectorOctets);
  let end = HEADER_OCTETS;
  for (const [key, value] of values) {
    const record = encodeRecord(sequence, end, key, value);
    if (end - HEADER_OCTETS + record.length > room) {
      throw new RangeError(`values: expected records of at most ${room} octets, and ${key} is past them`);
    }
    area.set(record, end);
    end += record.length;
  }
  return area;
}

/** Most octets that the records of all live values may take: three quarters of the smallest sector. */
export function storeCapacity(sectorOctets: readonly number[]): number {
  return Math.floor((logOctets(Math.min(...sectorOctets)) - HEADER_OCTETS) / 4) * 3;
}

/**
 * Reads the values that an area holds, as the board would find them at its next start; none where it holds no store.
 * @param sectorOctets sizes of its sectors; two halves unless said otherwise
 */
export function readStoreImage(
  area: Uint8Array,
  sectorOctets: readonly number[] = [area.length / 2, area.length / 2],
): Map<string, Uint8Array> {
  let newest: { sector: Buffer; sequence: number } | undefined;
  let base = 0;
  for (const octets of sectorOctets) {
    const sector = Buffer.from(area.buffer, area.byteOffset + base, logOctets(octets));
    base += octets;
    const sequence = readSequence(sector);
    if (sequence !== undefined && (newest === undefined || sequence > newest.sequence)) newest = { sector, sequence };
  }
  return newest === undefined ? new Map() : readLog(newest.sector, newest.sequence);
}

function logOctets(sectorOctets: number): number {
  return Math.min(sectorOctets, MAX_LOG_OCTETS) & ~3;
}

function headerCopy(sequence: number, erases: number): Uint8Array {
  const copy = words(MAGIC, sequence, erases);
  return Buffer.concat([copy, words(crc32(copy))]);
}

/** The sequence of a sector that counts: by its second copy of the header or its third. */
function readSequence(sector: Buffer): number | undefined {
  for (let at = COPY_OCTETS; at < HEADER_OCTETS; at += COPY_OCTETS) {
    const isCopy = sector.readUInt32LE(at) === MAGIC;
    if (isCopy && sector.readUInt32LE(at + 12) === crc32(sector.subarray(at, at + 12)))
      return sector.readUInt32LE(at + 4);
  }
  return undefined;
}

function readLog(sector: Buffer, sequence: number): Map<string, Uint8Array> {
  const values = new Map<string, Uint8Array>();
  for (let at = HEADER_OCTETS; at + LEAD_OCTETS + CRC_OCTETS <= sector.length;) {
    const record = decodeRecord(sector, sequence, at);
    if (record === undefined) {
      at += 4;
      continue;
    }
    at += record.octets;
    if (record.value === undefined) values.delete(record.key);
    else values.set(record.key, record.value);
  }
  return values;
}

function encodeRecord(sequence: number, at: number, key: string, value: Uint8Array): Uint8Array {
  const name = Buffer.from(key, 'utf8');
  if (name.length === 0 || name.length > STORE_LIMITS.keyOctets) {
    throw new RangeError(`key: expected 1 to ${STORE_LIMITS.keyOctets} octets of UTF-8, got ${name.length}`);
  }
  if (value.length > STORE_LIMITS.valueOctets) {
    throw new RangeError(`value of ${key}: expected at most ${STORE_LIMITS.valueOctets} octets, got ${value.length}`);
  }
  const seed = crc32(words(sequence, at));
  const content = Buffer.concat([words(leadOf(seed, name.length, value.length)), name, value]);
  const padding = Buffer.alloc(-content.length & 3, 0xff);
  return Buffer.concat([content, padding, words(crc32(content, seed))]);
}

interface DecodedRecord {
  readonly octets: number;
  readonly key: string;
  /** Absent: the key was deleted. */
  readonly value: Uint8Array | undefined;
}

/** The record at `at`, if there is a whole one. */
function decodeRecord(sector: Buffer, sequence: number, at: number): DecodedRecord | undefined {
  const seed = crc32(words(sequence, at));
  const lead = sector.readUInt32LE(at);
  const keyLength = lead & 0xff;
  const valueLength = lead >>> 16;
  const isDeleted = valueLength === TOMBSTONE;
  if (keyLength === 0 || keyLength > STORE_LIMITS.keyOctets || leadOf(seed, keyLength, valueLength) !== lead) return;
  if (!isDeleted && valueLength > STORE_LIMITS.valueOctets) return;
  const keyEnd = at + LEAD_OCTETS + keyLength;
  const end = keyEnd + (isDeleted ? 0 : valueLength);
  const octets = ((end - at + 3) & ~3) + CRC_OCTETS;
  if (at + octets > sector.length) return;
  if (sector.readUInt32LE(at + octets - CRC_OCTETS) !== crc32(sector.subarray(at, end), seed)) return;
  const key = sector.toString('utf8', at + LEAD_OCTETS, keyEnd);
  return { octets, key, value: isDeleted ? undefined : new Uint8Array(sector.subarray(keyEnd, end)) };
}

/** A record's first word: both lengths, and a check that ties them to the record's place. */
function leadOf(seed: number, keyLength: number, valueLength: number): number {
  const check = crc32(Uint8Array.of(keyLength, valueLength & 0xff, valueLength >>> 8), seed) & 0xff;
  return (keyLength | (check << 8) | (valueLength << 16)) >>> 0;
}

function words(...values: number[]): Buffer {
  const octets = Buffer.alloc(4 * values.length);
  values.forEach((value, index) => octets.writeUInt32LE(value, 4 * index));
  return octets;
}
