import test from 'ava';
import { decodeExi, encodeExi } from '../../../stack/codec.js';
import { BOARD_LIMITS } from '../../../stack/core/limits.js';
import { type HttpRequest, type HttpResponse } from '../../../stack/http/message.js';
import { SCHEMA_2018 } from '../../../stack/model/2018/schema-2018.js';
import { type Sep2Resource } from '../../../stack/model/2018/types.gen.js';
import { FakeAppliance } from '../../support/fake-appliance.js';
import { rawAnswer, startHostileServer } from '../../support/hostile-server.js';
import { bare } from '../../support/home-requests.js';
import { createPrng } from '../../support/prng.js';
import { randomDocument } from '../../support/random-document.js';
import { RecordingAppliance } from '../../support/recording-appliance.js';
import { RAISE_2_C, mridOf } from '../../support/scenarios.js';
import { START_S, VirtualHome } from '../../support/virtual-home.js';

type Random = () => number;

const STATUSES = [200, 201, 204, 206, 301, 302, 304, 400, 401, 403, 404, 405, 410, 418, 429, 500, 501, 503, 599];
const NUMBERS = [0, 1, -1, 255, 65535, 4294967295, -2147483648, 281474976710655, 1784073600, 1e9];
const EXI = [['content-type', 'application/sep-exi']] as const;

/** Something that the server would not have said. */
function wrongAnswer(random: Random, right: HttpResponse): HttpResponse {
  switch (random() % 5) {
    case 0: {
      const hrefs = ['/dcap', '/', 'edev', 'http://[fd00::1]/x', 'https://a.example/', '\u00e9', ''];
      const headers = [
        ['location', hrefs[random() % hrefs.length]!],
        ['retry-after', String(random() % 1000)],
      ] as const;
      return bare(STATUSES[random() % STATUSES.length]!, headers.slice(random() % 2, 1 + (random() % 2)));
    }
    case 1:
      return { ...right, body: mutated(random, right.body) };
    case 2:
      return { status: 200, headers: EXI, body: randomBody(random, right) };
    case 3:
      return { status: 200, headers: EXI, body: tweakedBody(random, right) };
    default:
      return {
        status: 200,
        headers: random() % 2 === 0 ? [] : EXI,
        body: mutated(random, new Uint8Array(random() % 200)),
      };
  }
}

function mutated(random: Random, body: Uint8Array): Uint8Array {
  const octets = body.slice(0, random() % 3 === 0 ? random() % (body.length + 1) : body.length);
  const flips = 1 + (random() % 4);
  for (let i = 0; i < flips && octets.length > 0; i++) octets[random() % octets.length] = random() & 0xff;
  return octets;
}

/** A valid document of the element that was asked for, or of any. */
function randomBody(random: Random, right: HttpResponse): Uint8Array {
  const element = right.body.length > 0 && random() % 4 !== 0 ? decodeExi(right.body).$element : undefined;
  return encodeExi(randomDocument(SCHEMA_2018, random, element) as unknown as Sep2Resource);
}

/** The right document with one value changed; where that fits no schema, the right one. */
function tweakedBody(random: Random, right: HttpResponse): Uint8Array {
  if (right.body.length === 0) return right.body;
  const document = decodeExi(right.body);
  tweak(random, document as unknown as Record<string, unknown>);
  try {
    return encodeExi(document);
  } catch {
    return right.body;
  }
}

function tweak(random: Random, value: Record<string, unknown>): void {
  const keys = Object.keys(value).filter((key) => key !== '$element');
  if (keys.length === 0) return;
  const key = keys[random() % keys.length]!;
  const field = value[key];
  if (Array.isArray(field) && random() % 4 === 0) {
    value[key] = random() % 2 === 0 ? [...field, ...field] : field.slice(1);
  } else if (typeof field === 'object' && field !== null && random() % 8 !== 0) {
    const inner = Array.isArray(field) ? field[random() % field.length] : field;
    if (typeof inner === 'object' && inner !== null) tweak(random, inner as Record<string, unknown>);
  } else if (typeof field === 'number') value[key] = NUMBERS[random() % NUMBERS.length]!;
  else if (typeof field === 'boolean') value[key] = !field;
  else if (typeof field === 'string') value[key] = ['', '/edev/0', field.slice(1), field + '0'][random() % 4]!;
  else delete value[key];
}

/** A home with some of everything, polled often. */
function busyHome(seed: number): VirtualHome {
  const rates = Object.fromEntries(
    ['DeviceCapability', 'Time', 'EndDeviceList', 'FunctionSetAssignmentsList', 'DemandResponseProgramList']
      .concat('DERProgramList', 'MirrorUsagePointList', 'DERList')
      .map((kind) => [kind, 60]),
  );
  const home = new VirtualHome({ seed, config: { pollRates: rates, postRateS: 60 } });
  const { server } = home.utility;
  const { lfdi, sfdi, pin } = home.holder('inverter');
  server.addEndDevice({ lfdi, sfdi, pin, ders: 1 });
  const load = server.addProgram({ kind: 'demand-response', primacy: 1 });
  const der = server.addProgram({ kind: 'der', primacy: 2 });
  server.assign(lfdi, { programs: [load, der] });
  const points = [1, 2, 3].map((n) => ({ xvalue: n, yvalue: n }));
  const curve = server.addCurve(der, { curveType: 11, CurveData: points, xMultiplier: 0, yMultiplier: 0, yRefType: 1 });
  server.setDefaultControl(der, { DERControlBase: { opModVoltVar: { href: curve } }, setGradW: 10 });
  for (let i = 0; i < 6; i++) {
    const times = { startS: START_S + 300 + i * 600, durationS: 500, responseRequired: 7 };
    const random = { randomizeStartS: 30, randomizeDurationS: -30 };
    server.addEvent(load, {
      ...times,
      ...random,
      mRID: mridOf('A' + i),
      control: { ...RAISE_2_C, deviceCategory: '02000001' },
    });
    const base = { opModMaxLimW: 5000, opModVoltVar: { href: curve } };
    server.addEvent(der, { ...times, mRID: mridOf('B' + i), control: { DERControlBase: base } });
  }
  return home;
}

for (let seed = 1; seed <= 12; seed++) {
  test(`a device survives a server that says one wrong thing in three, seed ${seed} (ERR-001)`, (t) => {
    const random = createPrng(seed);
    const home = busyHome(seed);
    const { server } = home.utility;
    const handle = server.handle.bind(server);
    let wrong = 0;
    let asked = 0;
    server.handle = (request: HttpRequest, peer) => {
      const right = handle(request, peer);
      asked++;
      if (asked < 8 || random() % 3 !== 0) return right;
      wrong++;
      return wrongAnswer(random, right);
    };
    home.utility.start();
    const appliance = new RecordingAppliance(true);
    const { pin } = home.holder('inverter');
    const { device, log } = home.addDevice('inverter', appliance, new FakeAppliance(), { limits: BOARD_LIMITS, pin });
    device.start();
    for (let i = 0; i < 60; i++) {
      appliance.isOptedOut = random() % 3 === 0;
      home.run(60);
    }
    t.true(wrong > 50, `${wrong} wrong answers`);
    t.true(asked < 20_000, `${asked} requests in an hour`);
    t.true(log.length > 0);
    device.stop();
    home.run(3600);
  });
}

test('a device survives answers that are no HTTP, seed by seed (RFC 9112)', (t) => {
  const random = createPrng(77);
  const home = new VirtualHome();
  const node = home.network.addNode('hostile');
  const dcap = encodeExi({ $element: 'DeviceCapability', href: '/dcap', TimeLink: { href: '/tm' } });
  const heads = [
    ['Content-Type: application/sep-exi', 'Connection: close'],
    ['Content-Type: application/sep-exi', 'Transfer-Encoding: chunked'],
    ['Content-Type: application/sep-exi', 'Content-Length: 4294967296'],
    ['Content-Type: application/sep-exi', 'Content-Length: 3'],
    ['Location: https://[::1', 'Retry-After: Sun, 99 Nov 1994 08:49:37 GMT'],
    ['Content-Type: application/sep-exi'],
  ];
  let answers = 0;
  startHostileServer({
    node,
    holder: home.holder('meter'),
    root: home.pki.root,
    port: 9443,
    answer: () => {
      answers++;
      const { octets } = rawAnswer(STATUSES[random() % STATUSES.length]!, heads[random() % heads.length]!, dcap);
      return { octets: random() % 2 === 0 ? mutated(random, octets) : octets, close: random() % 3 === 0 };
    },
  });
  const endpoint = { address: node.addresses()[0]!.address, port: 9443 };
  const { device } = home.addThermostat({ limits: BOARD_LIMITS, servers: [{ endpoint, dcapPath: '/dcap' }] });
  device.start();
  home.run(48 * 3600);
  t.true(answers > 100, `${answers} answers`);
  device.stop();
  home.run(60);
});
