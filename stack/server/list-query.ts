/** The query of a list: `s` start, `a` after, `l` limit (IEEE 2030.5-2018 list paging). */

import { type Limits } from '../core/limits.js';
import { malformed } from '../core/peer-error.js';
import { type PageQuery } from '../functions/resource-tree.js';
import { queryValue, type Target } from '../http/target.js';

const MAX_UINT32 = 0xffffffff;

/**
 * Reads `s` (0 where absent), `l` (1 where absent, at most `maxListPageSize`) and `a` (seconds). Other names are ignored.
 *
 * @throws PeerError `server.query` where a value is no number of its type.
 */
export function parseListQuery(query: Target['query'], limits: Limits): PageQuery {
  const after = queryValue(query, 'a');
  return {
    start: parseUInt32('s', queryValue(query, 's'), 0),
    limit: Math.min(parseUInt32('l', queryValue(query, 'l'), 1), limits.maxListPageSize),
    after: after === undefined ? undefined : parseTime(after),
  };
}

function parseUInt32(name: string, text: string | undefined, absent: number): number {
  if (text === undefined) return absent;
  const value = isDigits(text, 0) && text.length <= 10 ? Number(text) : -1;
  if (value < 0 || value > MAX_UINT32) {
    throw malformed('server.query', name + ' = "' + text + '": expected an integer in 0–4294967295');
  }
  return value;
}

function parseTime(text: string): number {
  const value = isDigits(text, text.charCodeAt(0) === 45 ? 1 : 0) ? Number(text) : NaN;
  if (!Number.isSafeInteger(value)) throw malformed('server.query', 'a = "' + text + '": expected seconds');
  return value;
}

function isDigits(text: string, from: number): boolean {
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 48 || code > 57) return false;
  }
  return text.length > from;
}
