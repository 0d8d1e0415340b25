/** Codec: what EXI and XML cost beside JSON of the same data and beside fast-xml-parser. */

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { XMLBuilder, XMLParser } from 'fast-xml-parser';
import { type Sep2Resource, decodeExi, encodeExi, parseXml, writeXml, writeXmlOctets } from '../../stack/codec.js';
import { projectPath } from '../support/project-root.js';
import { type Contender, type Pace, measure } from './measure.js';
import { type BenchLine, type BenchSection, type BenchTable } from './report.js';

/** In `test/vectors/bench/`; see the README there. */
const DOCUMENTS = ['der-control-list-10.xml', 'device-capability.xml'];

const JSON_PARSE = 'JSON.parse';
const JSON_STRINGIFY = 'JSON.stringify';
const FXP_PARSE = 'fast-xml-parser, parse';
const FXP_BUILD = 'fast-xml-parser, build';

/** A contender, what it is measured against, and the ratio that is aimed at. */
interface Entry extends Contender {
  readonly against?: string;
  readonly aim?: number;
}

export const CODEC_SECTION: BenchSection = {
  name: 'codec',
  title: 'Codec, documents a second, best slice of several, all contenders in turn in one run',
  run: (pace) => {
    const fresh = DOCUMENTS.map((document) => benchDocument(document, pace, ''));
    passEveryElement();
    return [...fresh, ...DOCUMENTS.map((document) => benchDocument(document, pace, AFTER_EVERY_ELEMENT))];
  },
};

const AFTER_EVERY_ELEMENT = ', after every element of the schema has been seen';
/** How often each document passes: often enough that the engine optimises for all of them. */
const ROUNDS = 3;

/**
 * Passes documents of all global elements through each codec. An engine that has met one shape of object alone may be
 * faster than it is in a server, which meets many.
 */
function passEveryElement(): void {
  const lines = gunzipSync(readFileSync(projectPath('test/vectors/exi-2018.jsonl.gz')))
    .toString('utf8')
    .trim()
    .split('\n');
  const vectors = lines.map((line) => JSON.parse(line) as { xml: string; exi: string });
  for (let round = 0; round < ROUNDS; round++) {
    for (const { xml, exi } of vectors) {
      const resource = decodeExi(new Uint8Array(Buffer.from(exi, 'hex')));
      encodeExi(resource);
      encodeExi(parseXml(xml));
      writeXml(resource);
      writeXmlOctets(resource);
      JSON.parse(JSON.stringify(resource, (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value)));
    }
  }
}

function benchDocument(document: string, pace: Pace, when: string): BenchTable {
  const text = readFileSync(projectPath(`test/vectors/bench/${document}`), 'utf8').trim();
  const octets = new Uint8Array(Buffer.from(text, 'utf8'));
  const resource = parseXml(text);
  const exi = encodeExi(resource);
  const entries = entriesOf(text, octets, exi, resource);
  const measured = measure(entries, pace);
  const rates = new Map(measured.map((one) => [one.name, one.best]));
  const lines = entries.map((entry): BenchLine => {
    const figure = rates.get(entry.name)!;
    if (entry.against === undefined) return { name: entry.name, figure };
    const ratio = figure / rates.get(entry.against)!;
    return { name: entry.name, figure, reference: entry.against, ratio, ...(entry.aim ? { aim: entry.aim } : {}) };
  });
  const title = `${document}: ${octets.length} octets of XML, ${exi.length} of EXI${when}`;
  return { title, unit: 'documents/s', lines };
}

function entriesOf(text: string, octets: Uint8Array, exi: Uint8Array, resource: Sep2Resource): Entry[] {
  const json = JSON.stringify(resource);
  const parser = new XMLParser({ ignoreAttributes: false });
  const builder = new XMLBuilder({ ignoreAttributes: false });
  const tree: unknown = parser.parse(text);
  return [
    { name: 'EXI decode', run: () => decodeExi(exi), against: JSON_PARSE, aim: 1 },
    { name: 'EXI encode', run: () => encodeExi(resource), against: JSON_STRINGIFY, aim: 1 },
    { name: 'XML parse, text', run: () => parseXml(text), against: FXP_PARSE, aim: 8 },
    { name: 'XML parse, octets', run: () => parseXml(octets), against: FXP_PARSE, aim: 8 },
    { name: 'XML write, text', run: () => writeXml(resource).charCodeAt(1), against: FXP_BUILD },
    { name: 'XML write, octets', run: () => writeXmlOctets(resource), against: FXP_BUILD },
    { name: JSON_PARSE, run: () => JSON.parse(json) as unknown },
    { name: JSON_STRINGIFY, run: () => JSON.stringify(resource) },
    { name: FXP_PARSE, run: () => parser.parse(text) as unknown },
    { name: FXP_BUILD, run: () => builder.build(tree) },
  ];
}
