/**
 * The event engine's state as octets for flash, with the lists that show each program. Records are written as arrays in a
 * fixed order of fields, since the names would take most of the room.
 */

import { malformed } from '../core/peer-error.js';
import { isEventState } from '../events/restore.js';
import { STATE_LAYOUT } from '../events/store.js';
import {
  type EventState,
  type OwedResponse,
  type RememberedEvent,
  type StoredEvent,
  type StoredProgram,
} from '../events/types.js';
import { type PlainData, PlainWriter, decodePlain } from './plain-data.js';

/** What an event desk keeps over a restart. */
export interface DeskState<P> {
  readonly engine: Readonly<EventState<P>>;
  /** Which lists show a program. */
  readonly shownBy: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Order of fields on flash: a change raises {@link FORMAT}. */
const PROGRAM_FIELDS: readonly Exclude<keyof StoredProgram<unknown>, 'default'>[] = Object.freeze([
  'programId',
  'serverId',
  'clockId',
  'primacy',
  'removed',
]);
/** `holds` is left out: nothing is held before the first step. */
const EVENT_FIELDS: readonly Exclude<keyof StoredEvent<unknown>, 'holds'>[] = Object.freeze([
  'mRID',
  'programId',
  'creationTime',
  'start',
  'duration',
  'randomizeStart',
  'randomizeDuration',
  'modes',
  'valid',
  'mandatory',
  'responseRequired',
  'replyTo',
  'payload',
  'startOffset',
  'durationOffset',
  'cancelOffset',
  'phase',
  'startedAt',
  'lost',
  'participation',
  'request',
  'overrideUntil',
  'overrideLeft',
  'ranSome',
  'missedSome',
  'status',
  'statusTime',
  'withdrawn',
  'answered',
]);
const REMEMBERED_FIELDS: readonly (keyof RememberedEvent)[] = Object.freeze([
  'mRID',
  'programId',
  'end',
  'finished',
  'startOffset',
  'durationOffset',
  'cancelOffset',
  'answered',
]);
const OWED_FIELDS: readonly (keyof OwedResponse)[] = Object.freeze([
  'mRID',
  'status',
  'createdDateTime',
  'replyTo',
  'serverId',
]);

/** Layout of these octets, beside that of the state itself. */
const FORMAT = 1;

export function encodeDeskState<P>(state: DeskState<P>): Uint8Array {
  const { engine, shownBy } = state;
  const writer = new PlainWriter();
  writer.list(7);
  writer.value(FORMAT);
  writer.value(engine.layout);
  writer.list(engine.programs.length);
  for (let i = 0; i < engine.programs.length; i++) {
    const program = engine.programs[i]!;
    const lists: string[] = [];
    const shown = shownBy.get(program.programId);
    if (shown !== undefined) shown.forEach((list) => lists.push(list));
    writer.list(program.default === undefined ? 2 : 3);
    writer.row(program, PROGRAM_FIELDS);
    writer.value(lists);
    if (program.default !== undefined) writer.value(program.default as unknown as PlainData);
  }
  writer.rows(engine.events, EVENT_FIELDS);
  writer.rows(engine.remembered, REMEMBERED_FIELDS);
  writer.rows(engine.owed, OWED_FIELDS);
  writer.value(engine.forgottenUntil);
  return writer.finish();
}

/** @throws PeerError `plain.malformed` where the octets are of another form or layout */
export function decodeDeskState<P>(octets: Uint8Array): DeskState<P> {
  const all = arrayOf(decodePlain(octets));
  if (all[0] !== FORMAT || all[1] !== STATE_LAYOUT) throw malformed('plain.malformed', 'a state of another layout');
  const shownBy = new Map<string, Set<string>>();
  const programs = arrayOf(all[2]).map((entry) => {
    const row = arrayOf(entry);
    const program = recordOf(row[0], PROGRAM_FIELDS);
    shownBy.set(program['programId'] as string, new Set(arrayOf(row[1]) as string[]));
    return row[2] === undefined ? program : { ...program, default: row[2] };
  });
  const engine = {
    layout: STATE_LAYOUT,
    programs,
    events: arrayOf(all[3]).map((row) => ({ ...recordOf(row, EVENT_FIELDS), holds: 0 })),
    remembered: arrayOf(all[4]).map((row) => recordOf(row, REMEMBERED_FIELDS)),
    owed: arrayOf(all[5]).map((row) => recordOf(row, OWED_FIELDS)),
    forgottenUntil: all[6],
  };
  if (!isEventState(engine)) throw malformed('plain.malformed', 'a state of another form');
  return { engine: engine as unknown as EventState<P>, shownBy };
}

function recordOf(value: PlainData | undefined, fields: readonly string[]): { [field: string]: PlainData } {
  const row = arrayOf(value);
  if (row.length !== fields.length) throw malformed('plain.malformed', 'a record of ' + row.length + ' fields');
  const record: { [field: string]: PlainData } = {};
  for (let i = 0; i < fields.length; i++) record[fields[i]!] = row[i]!;
  return record;
}

function arrayOf(value: PlainData | undefined): readonly PlainData[] {
  if (!Array.isArray(value)) throw malformed('plain.malformed', 'kept data without an array where one belongs');
  return value as readonly PlainData[];
}
