/**
 * The one error that a peer, a wire or a full buffer can cause.
 *
 * Whoever reads it learns who is to blame, what was wrong, where, and which limit was passed. A caller's bug is
 * never a PeerError: it is a TypeError or RangeError that names argument, expectation and actual.
 */

/**
 * Who is to blame.
 *
 * - `malformed`: the octets break the format.
 * - `misbehaved`: well-formed, but out of place, forbidden or untrue.
 * - `unsupported`: legal, and not built here.
 * - `limit`: legal, and larger than a named capacity of this build.
 */
export type Blame = 'malformed' | 'misbehaved' | 'unsupported' | 'limit';

/** Where it was: an octet offset, a bit offset, or a path of field names such as `DERControlList/DERControl[3]/mRID`. */
export interface Place {
  readonly octet?: number;
  readonly bit?: number;
  readonly path?: string;
}

/** The capacity that was passed: its name in `Limits` and its value. */
export interface PassedLimit {
  readonly name: string;
  readonly value: number;
}

/** Thrown at the edge of an engine, or handed on as data; never caught in between. */
export class PeerError extends Error {
  readonly blame: Blame;
  /** A short stable code, `area.reason`, for programs: `exi.truncated`, `x509.expired`. */
  readonly code: string;
  readonly place: Place | undefined;
  readonly limit: PassedLimit | undefined;

  constructor(blame: Blame, code: string, detail: string, place?: Place, limit?: PassedLimit) {
    super(describe(blame, code, detail, place, limit));
    this.name = 'PeerError';
    this.blame = blame;
    this.code = code;
    this.place = place;
    this.limit = limit;
  }
}

/** The octets break the format. */
export function malformed(code: string, detail: string, place?: Place): PeerError {
  return new PeerError('malformed', code, detail, place);
}

/** Well-formed, and out of place. */
export function misbehaved(code: string, detail: string, place?: Place): PeerError {
  return new PeerError('misbehaved', code, detail, place);
}

/** Legal, and not built here. */
export function unsupported(code: string, detail: string, place?: Place): PeerError {
  return new PeerError('unsupported', code, detail, place);
}

/** Legal, and past a named capacity. */
export function pastLimit(code: string, detail: string, limit: PassedLimit, place?: Place): PeerError {
  return new PeerError('limit', code, detail, place, limit);
}

function describe(blame: Blame, code: string, detail: string, place?: Place, limit?: PassedLimit): string {
  let text = blame + ' [' + code + ']: ' + detail;
  if (limit !== undefined) text += ' (limit ' + limit.name + ' = ' + limit.value + ')';
  if (place !== undefined) {
    if (place.path !== undefined) text += ' at ' + place.path;
    if (place.octet !== undefined) text += ' at octet ' + place.octet;
    if (place.bit !== undefined) text += ' at bit ' + place.bit;
  }
  return text;
}
