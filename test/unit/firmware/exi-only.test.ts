/** An image without XML: what stands for the codec's modules has their names, and refuses. */

import test from 'ava';

import { PeerError } from '../../../stack/core/peer-error.js';
import * as reader from '../../../hal/xs/exi-only/reader.js';
import * as sink from '../../../hal/xs/exi-only/sink.js';
import * as writer from '../../../hal/xs/exi-only/writer.js';
import { imageManifest } from '../../../tools/firmware/build.js';
import { collectModules } from '../../../tools/firmware/modules.js';
import { type ImageChoice, imageName } from '../../../tools/firmware/options.js';
import { PROJECT_ROOT } from '../../../tools/support/project-root.js';

const THERMOSTAT: ImageChoice = { board: 'netduinoplus2', app: 'thermostat', crypto: 'native', target: 'real' };

/** Files of an image's modules for XML, and of the one that says what is asked for, by name. */
async function xmlModules(choice: ImageChoice): Promise<Record<string, string>> {
  const manifest = imageManifest(PROJECT_ROOT, choice);
  const modules = await collectModules(manifest, { root: PROJECT_ROOT, substitutes: new Map() });
  return Object.fromEntries(
    modules
      .filter(({ specifier }) => /^stack\/xml\/|\/encoding$/.test(specifier))
      .map(({ specifier, file }) => [specifier, file]),
  );
}

const NONE = {
  'firmware/common/encoding': 'dist/hal/xs/exi-only/encoding.js',
  'stack/xml/reader': 'dist/hal/xs/exi-only/reader.js',
  'stack/xml/sink': 'dist/hal/xs/exi-only/sink.js',
  'stack/xml/writer': 'dist/hal/xs/exi-only/writer.js',
};

test('an image has the XML codec; with --exi-only, and with the noble provider, three small modules stand for it', async (t) => {
  t.is((await xmlModules(THERMOSTAT))['stack/xml/scanner'], 'dist/stack/xml/scanner.js');
  t.deepEqual(await xmlModules({ ...THERMOSTAT, exiOnly: true }), NONE);
  t.deepEqual(await xmlModules({ ...THERMOSTAT, crypto: 'noble' }), NONE);
});

test('an image without XML has a name of its own', (t) => {
  t.is(imageName(THERMOSTAT), 'netduinoplus2-thermostat-real');
  t.is(imageName({ ...THERMOSTAT, exiOnly: true }), 'netduinoplus2-thermostat-exi-real');
  t.is(imageName({ ...THERMOSTAT, crypto: 'noble', exiOnly: true }), 'netduinoplus2-thermostat-noble-exi-real');
});

test('whoever would read or write XML is told that this build speaks EXI alone', (t) => {
  const calls: readonly (() => unknown)[] = [
    () => new reader.XmlReader(),
    () => new sink.OctetSink(),
    () => new sink.TextSink(),
    () => writer.writeXmlTo(),
  ];
  for (const call of calls) {
    const error = t.throws(call, { instanceOf: PeerError });
    t.is(error.blame, 'unsupported');
    t.is(error.code, 'codec.no-xml');
  }
});
