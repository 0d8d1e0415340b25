import test from 'ava';

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { decodeExi, parseXml } from '../../../stack/codec.js';
import { curl, makePki, removePki, type ServeProcess, startServe } from '../../support/serve-process.js';

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

interface Linked {
  readonly href: string;
  readonly isList: boolean;
}

/** Every link and every item's href of a document, wherever it stands. */
function linksOf(value: unknown, name: string = ''): Linked[] {
  if (Array.isArray(value)) return value.flatMap((item) => linksOf(item, name));
  if (typeof value !== 'object' || value === null) return [];
  const { href } = value as { href?: string };
  const inner = Object.entries(value).flatMap(([field, each]) => linksOf(each, field));
  return href === undefined ? inner : [{ href, isList: name.endsWith('ListLink') }, ...inner];
}

test.serial('CORE-001: curl walks every link from /dcap; each answer has its length, type and href', (t) => {
  const waiting: Linked[] = [{ href: '/dcap', isList: false }];
  const seen = new Map<string, unknown>();
  while (waiting.length > 0) {
    const { href, isList } = waiting.shift()!;
    if (seen.has(href)) continue;
    const answer = curl(pki, 'inverter', `${serve.origin}${href}${isList ? '?s=0&l=255' : ''}`);
    seen.set(href, undefined);
    // What the device has not told of itself yet is there to be put, and not to be read.
    if (answer.status === 404) {
      t.regex(href, /\/(di|dstat|dercap|derg|ders|dera)$/);
      continue;
    }
    t.is(answer.status, 200, href);
    t.is(answer.headers.get('content-type'), XML, href);
    t.is(answer.headers.get('content-length'), String(answer.body.length), href);
    t.false(answer.headers.has('transfer-encoding'), href);
    const document = parseXml(answer.body.toString());
    t.is((document as { href?: string }).href, href);
    seen.set(href, document);
    waiting.push(...linksOf(document));
  }
  const elements = [...seen.values()].map((each) => (each as { $element?: string } | undefined)?.$element);
  for (const element of [
    ...['DeviceCapability', 'Time', 'EndDeviceList', 'EndDevice', 'Registration', 'FunctionSetAssignmentsList'],
    ...['FunctionSetAssignments', 'DERProgramList', 'DERProgram', 'DERControlList', 'DERControl', 'DefaultDERControl'],
    ...['DERCurveList', 'DERList', 'DER', 'DemandResponseProgramList', 'EndDeviceControlList', 'EndDeviceControl'],
    ...['ResponseSetList', 'ResponseSet', 'ResponseList', 'MirrorUsagePointList', 'UsagePointList', 'LogEventList'],
  ]) {
    t.true(elements.includes(element), element);
  }
});

test.serial('the default home has an active programme of each kind', (t) => {
  for (const [href, field] of [
    ['/dr/1/actedc', 'EndDeviceControl'],
    ['/derp/1/actderc', 'DERControl'],
  ] as const) {
    const list = parseXml(curl(pki, 'thermostat', `${serve.origin}${href}`).body.toString());
    const [event] = (list as unknown as Record<string, { EventStatus: { currentStatus: number } }[]>)[field]!;
    t.is(event!.EventStatus.currentStatus, 1, href);
  }
});

test.serial('EXI by Accept is the same document as XML', (t) => {
  for (const href of ['/dcap', '/derp/1/derc?l=9', '/edev?l=9', '/edev/1/rg']) {
    const device = href.includes('edev/1') ? 'ev-charger' : 'inverter';
    const exi = curl(pki, device, `${serve.origin}${href}`, '-H', `Accept: ${EXI}`);
    t.is(exi.status, 200, href);
    t.is(exi.headers.get('content-type'), EXI, href);
    const xml = curl(pki, device, `${serve.origin}${href}`, '-H', `Accept: ${XML}`);
    t.true(exi.body.length < xml.body.length / 2, href);
    t.deepEqual(decodeExi(new Uint8Array(exi.body)), parseXml(xml.body.toString()), href);
  }
});

test.serial('CORE-001: HEAD has the headers of GET and no body', (t) => {
  const head = curl(pki, 'meter', `${serve.origin}/dcap`, '-I');
  const get = curl(pki, 'meter', `${serve.origin}/dcap`);
  t.is(head.status, 200);
  t.is(head.body.length, 0);
  t.is(head.headers.get('content-length'), get.headers.get('content-length'));
});

test.serial('CORE-002: 400, 404, 405 with Allow, 406, 413, 415, 501', (t) => {
  const ask = (path: string, ...more: string[]): ReturnType<typeof curl> =>
    curl(pki, 'meter', `${serve.origin}${path}`, ...more);
  t.is(ask('/nothing').status, 404);
  const refused = ask('/dcap', '-X', 'PUT', '-d', 'x', '-H', `Content-Type: ${XML}`);
  t.is(refused.status, 405);
  t.is(refused.headers.get('allow'), 'GET, HEAD');
  t.is(ask('/dcap', '-H', 'Accept: text/html').status, 406);
  t.is(ask('/mup', '-d', 'x', '-H', 'Content-Type: text/plain').status, 415);
  const malformed = ask('/mup', '-d', '<MirrorUsagePoint', '-H', `Content-Type: ${XML}`);
  t.is(malformed.status, 400);
  t.is((parseXml(malformed.body.toString()) as { $element: string }).$element, 'Error');
  t.is(ask('/dcap', '-X', 'OPTIONS').status, 501);
  const large = join(pki, 'large.xml');
  writeFileSync(large, Buffer.alloc(5 << 20, 'x'));
  t.is(ask('/mup', '--data-binary', `@${large}`, '-H', `Content-Type: ${XML}`, '-H', 'Expect:').status, 413);
  for (const path of ['/nothing', '/dcap']) t.is(ask(path, '-X', 'PATCH').headers.get('content-length'), '0');
});

test.serial('S-ALL-06: a mirror is posted and read back, and its reading is in the log', async (t) => {
  const { lFDI } = (
    parseXml(curl(pki, 'meter', `${serve.origin}/edev?l=1`).body.toString()) as unknown as {
      EndDevice: { lFDI: string }[];
    }
  ).EndDevice[0]!;
  const mirror =
    '<MirrorUsagePoint xmlns="urn:ieee:std:2030.5:ns"><mRID>0A</mRID><roleFlags>00</roleFlags>' +
    `<serviceCategoryKind>0</serviceCategoryKind><status>1</status><deviceLFDI>${lFDI}</deviceLFDI>` +
    '<MirrorMeterReading><mRID>0B</mRID><Reading><value>-1234</value></Reading><ReadingType><uom>38</uom></ReadingType>' +
    '</MirrorMeterReading></MirrorUsagePoint>';
  const made = curl(pki, 'meter', `${serve.origin}/mup`, '-d', mirror, '-H', `Content-Type: ${XML}`);
  t.is(made.status, 201);
  t.is(made.headers.get('location'), '/mup/1');
  t.is(made.headers.get('content-length'), '0');
  const reading = parseXml(curl(pki, 'meter', `${serve.origin}/upt/1/mr/1/r`).body.toString());
  t.is((reading as { value?: number }).value, -1234);
  t.is(curl(pki, 'inverter', `${serve.origin}/upt/1/mr/1/r`).status, 404);
  while (!serve.lines.some((line) => line['kind'] === 'reading'))
    await new Promise((resolve) => setTimeout(resolve, 10));
  t.true(serve.lines.some((line) => line['kind'] === 'reading' && line['meaning'] === '-1234 W'));
});

test.serial('S-ALL-05: another device is not served what is the inverter’s', (t) => {
  const document = parseXml(curl(pki, 'inverter', `${serve.origin}/edev?l=9`).body.toString());
  const [{ href }] = (document as unknown as { EndDevice: [{ href: string }] }).EndDevice;
  t.is(curl(pki, 'inverter', `${serve.origin}${href}/rg`).status, 200);
  t.is(curl(pki, 'thermostat', `${serve.origin}${href}/rg`).status, 404);
});

test.serial('requests of one connection are answered in order and the connection is kept', (t) => {
  const urls = ['/dcap', '/tm', '/edev'].map((path) => `${serve.origin}${path}`);
  const answer = curl(pki, 'meter', urls[0]!, urls[1]!, urls[2]!, '-w', '\n%{num_connects}\n');
  const connects = [...answer.body.toString().matchAll(/^(\d+)$/gm)].map((match) => match[1]);
  t.deepEqual(connects, ['1', '0', '0']);
});
