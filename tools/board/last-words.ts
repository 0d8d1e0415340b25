/** What the run before left of itself: records within a record (boards/common/board.c). */

import { type ConsoleRecord, parseRecord } from './console-record.js';

/** The code of the record that holds them. */
export const LAST_WORDS = 'board.last-words';

/** The records in `board.last-words`, oldest first; none for any other record. A line among them that is none is left out. */
export function lastWordsOf(record: ConsoleRecord): readonly ConsoleRecord[] {
  const { words } = record.fields;
  if (record.code !== LAST_WORDS || typeof words !== 'string') return [];
  return words.split('\n').flatMap((line) => parseRecord(line) ?? []);
}
