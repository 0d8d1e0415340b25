import { readFileSync } from 'node:fs';
import test from 'ava';
import { PeerError } from '../../../stack/codec.js';
import { HOST_LIMITS } from '../../../stack/core/limits.js';
import { ExiDecoder } from '../../../stack/exi/decoder.js';
import { ExiEncoder } from '../../../stack/exi/encoder.js';
import { SCHEMA_2018 } from '../../../stack/model/2018/schema-2018.js';
import { TABLES_2018 } from '../../../stack/model/2018/tables.gen.js';
import { NO_TYPE, Schema } from '../../../stack/model/schema.js';
import { measureTables } from '../../../tools/generate/emit-tables.js';
import { layOut } from '../../../tools/generate/layout.js';
import { generateEdition } from '../../../tools/generate/main.js';
import { readNotation } from '../../../tools/generate/notation.js';
import { projectPath } from '../../../tools/support/project-root.js';
import { createPrng } from '../../support/prng.js';
import { randomDocument } from '../../support/random-document.js';

const notation = readNotation(readFileSync(projectPath('stack/model/2018/schema.sep2'), 'utf8'));

/** What a thermostat that rides through demand response reads and writes. */
const THERMOSTAT = [
  ...['DeviceCapability', 'Time', 'EndDeviceList', 'EndDevice', 'Registration', 'FunctionSetAssignmentsList'],
  ...['DeviceInformation', 'DeviceStatus', 'LogEvent', 'LogEventList', 'Error'],
  ...[
    'DemandResponseProgramList',
    'EndDeviceControlList',
    'LoadShedAvailability',
    'DrResponse',
    'Response',
    'ResponseSetList',
  ],
  ...['MirrorUsagePoint', 'MirrorUsagePointList', 'MirrorMeterReading', 'Subscription', 'Notification'],
];

test('the files in the tree are what the notation makes: regenerate and compare', (t) => {
  for (const file of generateEdition('2018')) {
    t.is(readFileSync(projectPath(file.path), 'utf8'), file.text, file.path + ': run npm run generate');
  }
});

test('the generator is deterministic', (t) => {
  t.deepEqual(generateEdition('2018'), generateEdition('2018'));
});

test('the whole edition fits 40 KB of tables, names included', (t) => {
  const size = measureTables(TABLES_2018);
  t.log(`${size.total} octets: ${size.names} of text, ${size.numbers} of numbers`);
  t.true(size.total <= 40 * 1024);
});

test('a build for a thermostat is smaller, and its event codes are those of the edition', (t) => {
  const tables = layOut(notation, THERMOSTAT);
  const size = measureTables(tables);
  t.log(`${tables.types.length / 4} types, ${size.total} octets: ${size.names} of text, ${size.numbers} of numbers`);
  t.true(size.total < measureTables(TABLES_2018).total * 0.75);
  const pruned = new Schema(tables);
  const [wholeIn, prunedIn] = [new ExiDecoder(SCHEMA_2018, HOST_LIMITS), new ExiDecoder(pruned, HOST_LIMITS)];
  const [wholeOut, prunedOut] = [new ExiEncoder(SCHEMA_2018, HOST_LIMITS), new ExiEncoder(pruned, HOST_LIMITS)];
  const random = createPrng(11);
  for (let i = 0; i < 3000; i++) {
    const document = randomDocument(pruned, random, THERMOSTAT[i % THERMOSTAT.length]);
    const octets = wholeOut.encode(document);
    t.deepEqual(Buffer.from(prunedOut.encode(document)), Buffer.from(octets));
    t.deepEqual(prunedIn.decode(octets, 0, octets.length), document);
    t.deepEqual(wholeIn.decode(octets, 0, octets.length), document);
  }
});

test('a document that a build left out is refused by its name, on reading and on writing', (t) => {
  const pruned = new Schema(layOut(notation, ['Time']));
  const account = { $element: 'SupportedLocale', locale: 'en' };
  const octets = new ExiEncoder(SCHEMA_2018, HOST_LIMITS).encode(account);
  const error = t.throws(() => new ExiDecoder(pruned, HOST_LIMITS).decode(octets, 0, octets.length), {
    instanceOf: PeerError,
  });
  t.is(error.blame, 'unsupported');
  t.is(error.code, 'exi.dropped');
  t.regex(error.message, /the element SupportedLocale is not in this build/);
  t.throws(() => new ExiEncoder(pruned, HOST_LIMITS).encode(account), {
    message: /of this build, got SupportedLocale/,
  });
  t.is(pruned.elementType('SupportedLocale'), NO_TYPE);
  t.true(pruned.isDropped('SupportedLocale'));
  t.false(pruned.isDropped('Time'));
});

test('every left-out root is named rightly, wherever it stands in the order', (t) => {
  const pruned = new ExiDecoder(
    new Schema(layOut(notation, ['Time', 'DERControlList', 'AbstractDevice'])),
    HOST_LIMITS,
  );
  const whole = new ExiEncoder(SCHEMA_2018, HOST_LIMITS);
  const random = createPrng(12);
  for (let i = 0; i < 324; i++) {
    const name = SCHEMA_2018.names[SCHEMA_2018.tables.elements[3 * i + 1]!]!;
    if (pruned.schema.elementType(name) !== NO_TYPE) continue;
    const octets = whole.encode(randomDocument(SCHEMA_2018, random, name));
    t.throws(() => pruned.decode(octets, 0, octets.length), { message: new RegExp(`the element ${name} is not`) });
  }
});

test('an xsi:type that a build left out is refused', (t) => {
  const pruned = new Schema(layOut(notation, ['Resource']));
  const document = { $element: 'Resource', $type: 'SupportedLocale', locale: 'en' };
  const octets = new ExiEncoder(SCHEMA_2018, HOST_LIMITS).encode(document);
  const error = t.throws(() => new ExiDecoder(pruned, HOST_LIMITS).decode(octets, 0, octets.length), {
    instanceOf: PeerError,
  });
  t.is(error.code, 'exi.dropped');
});

test('a notation that cannot be read names its line', (t) => {
  t.throws(() => readNotation('edition X\n  field UInt8'), { message: /line 2: a field outside a type/ });
  t.throws(() => readNotation('type A\n  b'), { message: /line 2: a field without a type/ });
  t.throws(() => readNotation('type A\n  b Nothing'), { message: /A.b: no type Nothing/ });
  t.throws(() => readNotation('colour red'), { message: /line 1: not a statement/ });
});
