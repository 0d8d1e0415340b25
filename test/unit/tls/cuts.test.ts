import test from 'ava';

import { createNodeCrypto } from '../../../hal/node/crypto.js';
import { TlsSessionCache } from '../../../stack/tls/session.js';
import { createMemoCrypto } from '../../support/memo-crypto.js';
import { createTlsBench, handshake, readAll } from '../../support/tls-bench.js';

const memo = createMemoCrypto(createNodeCrypto(), 3);
const bench = createTlsBench(memo.crypto);
const WORDS = Uint8Array.from('a message of some length', (c) => c.charCodeAt(0));

/** A full handshake, a resumed one and a message each way; each stream is cut in two after `cut` octets. */
function run(cut: number): { readonly isWhole: boolean; readonly longest: number } {
  memo.restart();
  const sessions = new TlsSessionCache(1);
  const first = bench.client();
  const streams: Record<string, number> = {};
  let longest = 0;
  let isWhole = true;
  for (const name of ['full', 'resumed']) {
    const client = name === 'full' ? first : bench.client({ session: first.session! });
    const server = bench.server({ sessions });
    let given = false;
    client.start();
    for (let turn = 0; turn < 8; turn++) {
      if (client.established && server.established && !given) {
        given = true;
        client.write(WORDS);
        server.write(WORDS);
      }
      for (const [from, to, way] of [
        [client, server, 'up'],
        [server, client, 'down'],
      ] as const) {
        const octets = from.takeOutput();
        if (octets === undefined) continue;
        const key = name + way;
        const before = streams[key] ?? 0;
        const at = Math.max(0, Math.min(cut - before, octets.length));
        to.receive(octets.subarray(0, at));
        to.receive(octets.subarray(at));
        streams[key] = before + octets.length;
        longest = Math.max(longest, streams[key]);
      }
    }
    isWhole &&= Buffer.from(readAll(client)).equals(WORDS) && Buffer.from(readAll(server)).equals(WORDS);
    isWhole &&= client.resumed === (name === 'resumed') && client.error === undefined && server.error === undefined;
  }
  return { isWhole, longest };
}

test('the streams of both sides may be cut at every octet boundary: full handshake, resumed one, and data', (t) => {
  const { longest } = run(0);
  t.true(longest > 1000);
  for (let cut = 0; cut <= longest; cut++) if (!run(cut).isWhole) t.fail(`cut after ${cut} octets`);
  t.pass();
});

test('two runs of the same random octets give the same octets on the wire', (t) => {
  const record = (): string => {
    memo.restart();
    let text = '';
    handshake(bench.client(), bench.server(), (octets) => {
      text += Buffer.from(octets).toString('hex');
      return octets;
    });
    return text;
  };
  t.is(record(), record());
});
