import test from 'ava';

import { METHODS } from '../../../stack/functions/method-table.js';
import { type HttpHeaders } from '../../../stack/http/message.js';
import { EXI_CONTENT_TYPE, XML_CONTENT_TYPE } from '../../../stack/http/negotiation.js';
import { readExiVectors } from '../../support/exi-vectors.js';
import { createPrng } from '../../support/prng.js';
import { ALICE, BOB, STRANGER, START_S, UtilityBench } from '../../support/utility-bench.js';

/** Every status that the server's rules know of. */
const STATUSES = [200, 201, 204, 400, 403, 404, 405, 406, 413, 415, 501];

/** Paths that take a document, and the documents that one of them may want: chosen more often than all others. */
const WRITABLE = /\/(di|dstat|lel|lsl|dercap|derg|ders|dera|mup|mup\/\d+|rsp|edev)$/;
const WANTED =
  /^<(\w+:)?(DER(Capability|Settings|Status|Availability)|Device(Information|Status)|LogEvent|LoadShedAvailability|Mirror\w+|EndDevice|\w*Response)[\s>]/;

/** One of all items, or, three times in four, one of those that fit. */
function chooser<T>(random: () => number, items: readonly T[], fits: (item: T) => boolean): () => T {
  const chosen = items.filter(fits);
  return () => (random() % 4 === 0 ? items[random() % items.length]! : chosen[random() % chosen.length]!);
}

function createHome(): UtilityBench {
  const bench = new UtilityBench({ config: { maxPostedItems: 20 } });
  const program = bench.server.addProgram({ kind: 'der', primacy: 1 });
  for (const peer of [ALICE, BOB]) {
    bench.server.addEndDevice({ ...peer, pin: 111115, ders: 1 });
    bench.server.assign(peer.lfdi, { programs: [program] });
  }
  bench.server.addEvent(program, { startS: START_S, durationS: 600, control: { DERControlBase: { opModMaxLimW: 1 } } });
  return bench;
}

/** Paths of all that a device can reach from the door. */
function pathsOf(bench: UtilityBench): string[] {
  const found = new Set(['/dcap']);
  for (const path of found) collectHrefs(bench.get(path + '?l=255').document, found);
  return [...found];
}

function collectHrefs(value: unknown, found: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, each] of Object.entries(value)) {
    if ((name === 'href' || name === 'replyTo') && typeof each === 'string' && each.startsWith('/')) found.add(each);
    else collectHrefs(each, found);
  }
}

test('whatever document is put or posted wherever, the server answers, and reads back what it took in both encodings', (t) => {
  const bench = createHome();
  const random = createPrng(20260701);
  const pickVector = chooser(random, readExiVectors('exi-2018.jsonl.gz'), ({ xml }) => WANTED.test(xml));
  const paths = [...pathsOf(bench), '/mup/1', '/mup/2'];
  const pickPath = chooser(random, paths, (path) => WRITABLE.test(path));
  const seen = new Map<number, number>();
  for (let i = 0; i < 6000; i++) {
    const vector = pickVector();
    const isExi = random() % 2 === 0;
    const method = random() % 2 === 0 ? 'PUT' : 'POST';
    const headers: HttpHeaders = [['content-type', isExi ? EXI_CONTENT_TYPE : XML_CONTENT_TYPE]];
    // Documents that name a device name this one, so that more than the identity check is reached.
    const xml = vector.xml.replace(/(<(?:lFDI|deviceLFDI|endDeviceLFDI)>)[^<]*/g, `$1${ALICE.lfdi}`);
    const body = isExi ? vector.exi : new Uint8Array(Buffer.from(xml));
    const target = pickPath();
    const { status } = bench.server.handle({ method, target, headers, body }, ALICE);
    t.true(STATUSES.includes(status), `${method} ${target} ${vector.name}: ${status}`);
    seen.set(status, (seen.get(status) ?? 0) + 1);
  }
  for (const status of [201, 204, 400, 405]) t.true(seen.has(status), String(status));
  for (const path of pathsOf(bench)) {
    for (const accept of [EXI_CONTENT_TYPE, XML_CONTENT_TYPE]) {
      const headers: HttpHeaders = [['accept', accept]];
      const target = path + '?l=255';
      const { status } = bench.server.handle({ method: 'GET', target, headers, body: new Uint8Array(0) }, ALICE);
      t.true(status === 200 || status === 404, `${path} ${accept}`);
    }
  }
});

test('mutated requests are answered, whoever sends them', (t) => {
  const bench = createHome();
  const random = createPrng(77);
  const short = readExiVectors('exi-2018.jsonl.gz').filter(({ exi }) => exi.length < 400);
  const pickVector = chooser(random, short, ({ xml }) => WANTED.test(xml));
  const paths = [...pathsOf(bench), '/mup/1', '/mup/2'];
  const pickPath = chooser(random, paths, (path) => WRITABLE.test(path));
  const peers = [ALICE, BOB, STRANGER, undefined];
  const types = [EXI_CONTENT_TYPE, XML_CONTENT_TYPE, 'text/plain', ''];
  for (let i = 0; i < 20000; i++) {
    const { exi, xml } = pickVector();
    const type = types[random() % types.length]!;
    const body = Uint8Array.from(type === EXI_CONTENT_TYPE ? exi : Buffer.from(xml));
    for (let n = random() % 3; n > 0; n--) body[random() % body.length] = random() & 0xff;
    let target = pickPath() + ['', '?l=9', '?s=x', '?a=-1&l=2', '/1', '%'][random() % 6]!;
    if (random() % 8 === 0)
      target = target.slice(0, 1 + (random() % target.length)) + String.fromCharCode(random() & 0x7f);
    const method = random() % 20 === 0 ? 'BREW' : METHODS[random() % METHODS.length]!;
    const headers: HttpHeaders = [
      ['content-type', type],
      ['accept', types[random() % types.length]!],
    ];
    bench.nowS += (random() % 100) - 40;
    const { status } = bench.server.handle({ method, target, headers, body }, peers[random() % peers.length]);
    t.true(STATUSES.includes(status), `${method} ${target}: ${status}`);
  }
});
