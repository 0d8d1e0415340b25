/** The schema's elements that an image holds (`sep2.elements`) are those that a device reads and writes. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';

import { SCHEMA_2018 } from '../../../stack/model/2018/schema-2018.js';
import { readManifests } from '../../../tools/firmware/manifest.js';
import { projectPath } from '../../../tools/support/project-root.js';

/** Reading a response that says what was wrong. */
const WITHOUT_A_LINE = ['Error'];

function clientSources(): string[] {
  const files = ['stack/client', 'stack/functions'].flatMap((folder) =>
    readdirSync(projectPath(folder))
      .filter((name) => folder === 'stack/client' || name.endsWith('-client.ts'))
      .map((name) => join(projectPath(folder), name)),
  );
  return files.map((file) => readFileSync(file, 'utf8'));
}

test('an image holds each element that the client names, and no other', (t) => {
  const { elements } = readManifests([projectPath('manifests/thermostat.json')], { target: 'real' });
  const isGlobal = (name: string): boolean => SCHEMA_2018.findElement(name) >= 0;
  t.true(elements.every(isGlobal));
  const sources = clientSources();
  const named = new Set(sources.flatMap((text) => [...text.matchAll(/'([A-Z]\w+)'/g)].map(([, name]) => name!)));
  for (const element of elements) t.true(named.has(element) || WITHOUT_A_LINE.includes(element), element);
  const written = sources.flatMap((text) => [...text.matchAll(/\$element: '(\w+)'/g)].map(([, name]) => name!));
  const read = sources.flatMap((text) => [...text.matchAll(/\.get\([^;]*?, '(\w+)'/g)].map(([, name]) => name!));
  t.true(written.length > 5 && read.length > 5);
  for (const name of [...written, ...read]) t.true(elements.includes(name), name);
});
