/**
 * What a strict small peer looks at, octet by octet, over OpenSSL's s_client: header names and their values, the length of
 * every answer, the order of pipelined answers, how Accept is read. curl and node:http would hide most of it.
 */

import test from 'ava';

import { spawn } from 'node:child_process';
import { join } from 'node:path';

import { CIPHERS } from '../../../tools/serve/tls-listener.js';
import { makePki, removePki, type ServeProcess, startServe } from '../../support/serve-process.js';

const XML = 'application/sep+xml; level=-S1';
const EXI = 'application/sep-exi; level=-S1';

let pki: string;
let serve: ServeProcess;

test.before(async () => {
  pki = makePki();
  serve = await startServe(pki);
});
test.after.always(async () => {
  await serve?.stop();
  if (pki !== undefined) removePki(pki);
});

interface Answer {
  readonly status: number;
  /** Lines of the head after the status line, as they were sent. */
  readonly lines: readonly string[];
  /** Values by name, the name as it was sent. */
  readonly fields: ReadonlyMap<string, string>;
  readonly body: string;
}

/** Sends octets on one connection and gives all that comes back until the server closes it. */
function exchange(text: string): Promise<string> {
  const credential = ['-cert', join(pki, 'inverter.cert.pem'), '-key', join(pki, 'inverter.key.pem')];
  const chain = ['-cert_chain', join(pki, 'inverter.cert.pem'), '-CAfile', join(pki, 'root.cert.pem')];
  const suite = ['-tls1_2', '-cipher', CIPHERS, '-quiet', '-connect', `[::1]:${serve.port}`];
  const client = spawn('openssl', ['s_client', ...suite, ...credential, ...chain], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const parts: Buffer[] = [];
  client.stdout.on('data', (octets: Buffer) => parts.push(octets));
  client.stdin.write(Buffer.from(text, 'latin1'));
  const timer = setTimeout(() => client.kill('SIGKILL'), 15_000);
  return new Promise((resolve) => {
    client.once('close', () => {
      clearTimeout(timer);
      resolve(Buffer.concat(parts).toString('latin1'));
    });
  });
}

/** Reads answers by Content-Length alone, as a small peer does. `methods` tells which were HEAD. */
function readAnswers(stream: string, methods: readonly string[]): Answer[] {
  const answers: Answer[] = [];
  let at = 0;
  while (at < stream.length) {
    const end = stream.indexOf('\r\n\r\n', at);
    if (end < 0) throw new Error(`no end of a head at ${at} of ${JSON.stringify(stream)}`);
    const [first, ...lines] = stream.slice(at, end).split('\r\n');
    const match = /^HTTP\/1\.1 (\d{3}) [ -~]*$/.exec(first!);
    if (match === null) throw new Error(`no status line: ${JSON.stringify(first)}`);
    const fields = new Map(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]));
    const isHead = methods[answers.length] === 'HEAD';
    const length = isHead ? 0 : Number(fields.get('Content-Length') ?? 0);
    at = end + 4 + length;
    answers.push({ status: Number(match[1]), lines, fields, body: stream.slice(at - length, at) });
  }
  return answers;
}

function request(method: string, target: string, fields: readonly string[] = [], body = ''): string {
  const length = body === '' ? [] : [`Content-Length: ${body.length}`];
  return [`${method} ${target} HTTP/1.1`, 'Host: [::1]', ...fields, ...length, '', body].join('\r\n');
}

/** Asks all of it on one connection, pipelined, the last with Connection: close. */
async function ask(...requests: readonly string[]): Promise<Answer[]> {
  const last = requests.at(-1)!.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n');
  const text = [...requests.slice(0, -1), last].join('');
  return readAnswers(
    await exchange(text),
    requests.map((each) => each.slice(0, each.indexOf(' '))),
  );
}

const STATUS =
  '<DeviceStatus xmlns="urn:ieee:std:2030.5:ns"><changedTime>1</changedTime><opState>2</opState></DeviceStatus>';

test.serial(
  'CORE-002: every answer says its type and length, with the names as the standards write them',
  async (t) => {
    const xmlBody = [`Content-Type: ${XML}`];
    const own = (await ask(request('GET', '/edev?l=1')))[0]!.body.match(/<EndDevice [^>]*href="([^"]+)"/)![1]!;
    const expected: [string, number][] = [
      [request('GET', '/dcap'), 200],
      [request('HEAD', '/dcap'), 200],
      [request('GET', '/nothing'), 404],
      [request('POST', '/dcap', xmlBody, '<a/>'), 405],
      [request('DELETE', '/tm'), 405],
      [request('GET', '/dcap', ['Accept: text/html']), 406],
      [request('POST', '/mup', ['Content-Type: text/plain'], 'x'), 415],
      [request('POST', '/mup', [], 'x'), 415],
      [request('POST', '/mup', xmlBody, '<MirrorUsagePoint'), 400],
      [request('POST', '/mup', [`Content-Type: ${EXI}`], 'nonsense'), 400],
      [request('PATCH', '/dcap', xmlBody, '<a/>'), 501],
      [request('GET', '/edev?s=x'), 400],
      [request('PUT', `${own}/dstat`, xmlBody, STATUS), 201],
      [request('PUT', `${own}/dstat`, xmlBody, STATUS), 204],
      [request('GET', `${own}/dstat`), 200],
    ];
    const answers = await ask(...expected.map(([text]) => text));
    t.deepEqual(
      answers.map(({ status }) => status),
      expected.map(([, status]) => status),
    );
    for (const { status, lines, fields, body } of answers) {
      const what = `${status} ${lines.join(' | ')}`;
      for (const line of lines) t.regex(line, /^[A-Z][a-z]*(-[A-Z][a-z]*)*: [^\s](.*[^\s])?$/, what);
      t.is(new Set(fields.keys()).size, lines.length, `no field twice: ${what}`);
      t.false(fields.has('Transfer-Encoding'), what);
      t.regex(fields.get('Content-Length') ?? '', /^\d+$/, what);
      t.true([XML, EXI].includes(fields.get('Content-Type') ?? ''), what);
      if (status === 405) t.regex(fields.get('Allow')!, /^[A-Z]+(, [A-Z]+)*$/);
      if (status === 400) t.regex(body, /<Error [\s\S]*<reasonCode>\d<\/reasonCode>/, what);
    }
    t.is(
      answers[1]!.fields.get('Content-Length'),
      answers[0]!.fields.get('Content-Length'),
      'HEAD tells the length of GET',
    );
    t.is(answers.at(-1)!.fields.get('Connection'), 'close');
    t.false(answers[0]!.fields.has('Connection'), 'a connection that stays open needs no word');
  },
);

test.serial('201: Location is a path, and a length of 0 is said', async (t) => {
  const edev = await ask(request('GET', '/edev?l=1'));
  const lfdi = edev[0]!.body.match(/<lFDI>([0-9A-F]{40})</)![1]!;
  const mirror =
    '<MirrorUsagePoint xmlns="urn:ieee:std:2030.5:ns"><mRID>0C</mRID><roleFlags>00</roleFlags>' +
    `<serviceCategoryKind>0</serviceCategoryKind><status>1</status><deviceLFDI>${lfdi}</deviceLFDI></MirrorUsagePoint>`;
  const [made] = await ask(request('POST', '/mup', [`Content-Type: ${XML}`], mirror));
  t.is(made!.status, 201);
  t.regex(made!.fields.get('Location')!, /^\/mup\/\d+$/);
  t.is(made!.fields.get('Content-Length'), '0');
  const [again] = await ask(request('GET', made!.fields.get('Location')!));
  t.is(again!.status, 200);
  t.true(again!.body.includes(`href="${made!.fields.get('Location')!}"`));
});

test.serial(
  'two hundred requests on one connection are answered in order; it is the server’s to keep open',
  async (t) => {
    const paths = Array.from({ length: 200 }, (_, i) => ['/dcap', '/tm', '/nothing', '/edev?l=1', '/derp'][i % 5]!);
    const methods = paths.map((_, i) => (i % 7 === 0 ? 'HEAD' : 'GET'));
    const answers = await ask(...paths.map((path, i) => request(methods[i]!, path)));
    t.is(answers.length, 200);
    for (const [i, { status, body }] of answers.entries()) {
      t.is(status, paths[i] === '/nothing' ? 404 : 200, `${i} ${paths[i]}`);
      if (methods[i] === 'HEAD' || status === 404) continue;
      t.true(body.includes(`href="${paths[i]!.split('?')[0]}"`), `${i} ${paths[i]}`);
    }
  },
);

test.serial(
  'RFC 9110 §5.1, RFC 9112 §5.1, §3.2.2: names have no case, values are trimmed, a target may be absolute',
  async (t) => {
    const variants = [
      'GET /dcap HTTP/1.1\r\nhost: [::1]\r\naccept: application/sep-exi\r\n\r\n',
      'GET /dcap HTTP/1.1\r\nHOST:[::1]\r\nACCEPT:application/sep-exi\r\n\r\n',
      'GET /dcap HTTP/1.1\r\nHost:  [::1]  \r\nAccept: \t application/sep-exi \t \r\n\r\n',
      'GET /dcap HTTP/1.1\r\nHost: [::1]\r\nAccept: APPLICATION/SEP-EXI;LEVEL=-S1\r\n\r\n',
      `GET https://[::1]:${serve.port}/dcap HTTP/1.1\r\nHost: [::1]\r\nAccept: application/sep-exi\r\n\r\n`,
      '\r\nGET /dcap HTTP/1.1\r\nHost: [::1]\r\nAccept: application/sep-exi\r\n\r\n',
    ];
    const answers = await ask(...variants);
    const [first] = answers;
    t.is(first!.fields.get('Content-Type'), EXI);
    t.is(answers.length, variants.length);
    for (const [i, { status, body }] of answers.entries()) {
      t.is(status, 200, variants[i]);
      t.is(body, first!.body, variants[i]);
    }
  },
);

test.serial('CORE-001: Accept in all its forms', async (t) => {
  const forms: [string, string | 406][] = [
    ['application/sep+xml', XML],
    ['application/sep-exi', EXI],
    ['application/sep+xml; level=-S1', XML],
    ['application/sep+xml;level=-S1', XML],
    ['application/sep-exi; level=-S1', EXI],
    ['application/sep-exi; level=+S1', EXI],
    ['application/sep-exi;q=0.5, application/sep+xml;q=0.9', XML],
    ['application/sep+xml;q=0.5, application/sep-exi', EXI],
    ['application/sep-exi; level=-S1; q=0.1, application/sep+xml; level=-S1; q=0.2', XML],
    ['application/sep-exi;q=0, application/sep+xml', XML],
    ['*/*', XML],
    ['application/*', XML],
    ['text/html, application/sep-exi;q=0.1', EXI],
    ['text/html, */*;q=0.1', XML],
    ['application/sep-exi;q=0, application/sep+xml;q=0', 406],
    ['text/html', 406],
    ['application/xml', 406],
  ];
  const answers = await ask(...forms.map(([accept]) => request('GET', '/tm', [`Accept: ${accept}`])));
  for (const [i, [accept, expected]] of forms.entries()) {
    const { status, fields } = answers[i]!;
    if (expected === 406) t.is(status, 406, accept);
    else t.is(fields.get('Content-Type'), expected, accept);
  }
});

test.serial(
  'what is no HTTP is answered with 400 and a length, and the connection ends; too much is 413 or 431',
  async (t) => {
    const long = `GET /${'x'.repeat(70_000)} HTTP/1.1\r\nHost: a\r\n\r\n`;
    const wrong: [string, number[]][] = [
      ['NONSENSE\r\n\r\n', [400]],
      ['GET /dcap HTTP/1.1\r\n\r\n', [400]],
      ['GET /dcap HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', [400]],
      ['GET /dcap HTTP/2.0\r\nHost: a\r\n\r\n', [400, 505]],
      ['GET /dcap HTTP/1.1\r\nHost : a\r\n\r\n', [400]],
      ['POST /mup HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', [400]],
      ['POST /mup HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n', [413]],
      ['POST /mup HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n', [400, 501]],
      [long, [414, 431, 400]],
    ];
    for (const [text, statuses] of wrong) {
      const answers = readAnswers(await exchange(text), []);
      t.is(answers.length, 1, text.slice(0, 60));
      const [{ status, fields }] = answers as [Answer];
      t.true(statuses.includes(status), `${status} for ${JSON.stringify(text.slice(0, 60))}`);
      t.regex(fields.get('Content-Length') ?? '', /^\d+$/, text.slice(0, 60));
      t.is(fields.get('Connection'), 'close', text.slice(0, 60));
    }
  },
);
