/**
 * What the bench works on, made into its image: identities of a client and a server under one root, always the same, and the
 * benchmark documents in EXI.
 */

import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { encodeExi, parseXml } from '../../stack/codec.js';
import { createNobleCrypto } from '../../stack/tls/crypto/noble.js';
import { createSeededEntropy } from '../pki/seeded-entropy.js';
import { createTestPki, findHolder, type TestPki } from '../pki/test-pki.js';

/** Where the bench's manifest looks for it, from the project's root. */
const DATA_FILE = 'build/footprint/bench-data.js';
/** Holder, issuing authority, root. */
const CHAIN_LENGTH = 3;
/** 2024-01-01T00:00:00Z. */
const NOT_BEFORE_S = 1704067200;

/** Documents by the name that the bench imports, in `test/vectors/bench`. */
const DOCUMENTS = Object.freeze({
  DEVICE_CAPABILITY: 'device-capability.xml',
  DER_CONTROL_LIST: 'der-control-list-10.xml',
});

/** Writes the module that the bench imports as `bench-data`; whole, for another process may read it. */
export function writeBenchData(root: string): void {
  const file = join(root, DATA_FILE);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.${process.pid}`, benchData(root));
  renameSync(`${file}.${process.pid}`, file);
}

/** The module's text. */
export function benchData(root: string): string {
  const crypto = createNobleCrypto(createSeededEntropy('footprint'));
  const pki = createTestPki({
    crypto,
    notBeforeS: NOT_BEFORE_S,
    holders: [{ name: 'client' }, { name: 'server' }],
    chainLength: CHAIN_LENGTH,
  });
  const lines = [
    `export const CLIENT = ${holder(pki, 'client')};`,
    `export const SERVER = ${holder(pki, 'server')};`,
    `export const ROOT = ${octets(pki.root)};`,
  ];
  for (const [name, file] of Object.entries(DOCUMENTS)) {
    const xml = readFileSync(join(root, 'test/vectors/bench', file), 'utf8').trim();
    lines.push(`export const ${name} = ${octets(encodeExi(parseXml(xml)))};`);
  }
  return `${lines.join('\n')}\n`;
}

function holder(pki: TestPki, name: string): string {
  const { chain, scalar } = findHolder(pki, name);
  return `Object.freeze({ chain: Object.freeze([${chain.map(octets).join(', ')}]), scalar: ${octets(scalar)} })`;
}

function octets(bytes: Uint8Array): string {
  return `new Uint8Array([${bytes.join(',')}])`;
}
