import test from 'ava';
import { BOARD_LIMITS } from '../../stack/core/limits.js';
import { type DERControlBase } from '../../stack/model/2018/types.gen.js';
import { FakeAppliance } from '../support/fake-appliance.js';
import { RecordingAppliance } from '../support/recording-appliance.js';
import { MINUTE_POLLS, addDerEvent, enrolInverter, mridOf, statusesOf } from '../support/scenarios.js';
import { START_S, type TestDevice, VirtualHome } from '../support/virtual-home.js';

function newHome(): VirtualHome {
  return new VirtualHome({ config: { pollRates: MINUTE_POLLS } });
}

function startInverter(home: VirtualHome): { appliance: RecordingAppliance; inverter: TestDevice } {
  home.utility.start();
  const appliance = new RecordingAppliance();
  const { pin } = home.holder('inverter');
  const inverter = home.addDevice('inverter', appliance, new FakeAppliance(), { limits: BOARD_LIMITS, pin });
  inverter.device.start();
  return { appliance, inverter };
}

const TEN_POINTS = Array.from({ length: 10 }, (_, i) => ({ xvalue: 90 + 2 * i, yvalue: 50 - 10 * i }));

for (const [procedure, field, curveType] of [
  ['BASIC-004', 'opModLVRTMomentaryCessation', 9],
  ['BASIC-004', 'opModLVRTMustTrip', 10],
  ['BASIC-004', 'opModHVRTMomentaryCessation', 4],
  ['BASIC-004', 'opModHVRTMustTrip', 5],
  ['BASIC-005', 'opModHFRTMustTrip', 2],
  ['BASIC-005', 'opModLFRTMustTrip', 7],
  ['BASIC-006', 'opModVoltVar', 11],
  ['BASIC-011', 'opModVoltWatt', 12],
  ['BASIC-012', 'opModFreqWatt', 0],
] as const) {
  test(`${procedure}: the curve of ${field}, ten points, is in force with its control and gone after it (CORE-012)`, (t) => {
    const home = newHome();
    const [program] = enrolInverter(home, 1);
    const common = { xMultiplier: 0, yMultiplier: 0, yRefType: 1 };
    const href = home.utility.server.addCurve(program!, { curveType, CurveData: TEN_POINTS, ...common });
    addDerEvent(home, program!, 'A1', 300, 300, { [field]: { href } });
    const { appliance } = startInverter(home);
    home.run(299);
    t.is(appliance.curve(field), undefined);
    home.run(2);
    t.is(appliance.curve(field)!.curveType, curveType);
    t.deepEqual(
      appliance.curve(field)!.CurveData.map(({ xvalue }) => xvalue),
      TEN_POINTS.map(({ xvalue }) => xvalue),
    );
    home.run(300);
    t.is(appliance.curve(field), undefined);
    home.run(30);
    t.deepEqual(statusesOf(home, program!, 'A1'), [1, 2, 3]);
  });
}

for (const [procedure, base] of [
  ['BASIC-008', { opModFixedPFInjectW: { displacement: 95, excitation: true, multiplier: -2 } }],
  ['BASIC-009', { opModConnect: false }],
  ['BASIC-009', { opModEnergize: false }],
  ['BASIC-010', { opModMaxLimW: 5000 }],
  ['BASIC-012', { opModFreqDroop: { dBOF: 36, dBUF: 36, kOF: 50, kUF: 50, openLoopTms: 500 } }],
  ['BASIC-013', { opModFixedW: 4000 }],
  ['BASIC-014', { opModTargetW: { multiplier: 0, value: 1500 } }],
] as [string, DERControlBase][]) {
  const field = Object.keys(base)[0]! as 'opModConnect';
  test(`${procedure}: ${field} = ${JSON.stringify(base[field])} reaches the inverter’s program for as long as its control`, (t) => {
    const home = newHome();
    const [program] = enrolInverter(home, 1);
    addDerEvent(home, program!, 'A1', 300, 300, base);
    const { appliance } = startInverter(home);
    home.run(302);
    t.deepEqual(appliance.der!.base[field], base[field]);
    home.run(300);
    t.is(appliance.der!.base[field], undefined);
    home.run(30);
    t.deepEqual(statusesOf(home, program!, 'A1'), [1, 2, 3]);
  });
}

test('BASIC-007: a default control alone is followed; its ramps reach the program and DERSettings (ALL-17)', (t) => {
  const home = newHome();
  const [program] = enrolInverter(home, 1);
  const { server } = home.utility;
  server.setDefaultControl(program!, { DERControlBase: { opModMaxLimW: 8000 }, setGradW: 27, setSoftGradW: 33 });
  const { appliance } = startInverter(home);
  home.run(120);
  t.is(appliance.der!.base.opModMaxLimW, 8000);
  t.deepEqual(appliance.der!.ramps, { setGradW: 27, setSoftGradW: 33 });
  const settings = (): { setGradW: number; setSoftGradW?: number } => {
    const [der] = server.items(server.endDevicePath(home.holder('inverter').lfdi)! + '/der');
    const { DERSettingsLink } = der!.fields as { DERSettingsLink: { href: string } };
    return server.tree.get(DERSettingsLink.href)!.fields as never;
  };
  home.run(70);
  t.deepEqual([settings().setGradW, settings().setSoftGradW], [27, 33]);
  server.setDefaultControl(program!, { DERControlBase: { opModMaxLimW: 6000 }, setGradW: 50 });
  home.run(190);
  t.is(appliance.der!.base.opModMaxLimW, 6000);
  t.is(settings().setGradW, 50);
});

test('CORE-013: ten programs of ten controls with curves of ten points, on a board’s limits', (t) => {
  const home = newHome();
  const programs = enrolInverter(home, ...Array.from({ length: 10 }, (_, i) => i + 1));
  let seen = 0;
  for (const [p, program] of programs.entries()) {
    for (let c = 0; c < 10; c++) {
      const common = { xMultiplier: 0, yMultiplier: 0, yRefType: 1, CurveData: TEN_POINTS };
      const href = home.utility.server.addCurve(program, { curveType: 11, ...common, vRef: c });
      const tag = (0x1000 + p * 10 + c).toString(16).toUpperCase();
      addDerEvent(home, program, tag, 600 + (10 * c + p) * 120, 120, { opModVoltVar: { href } });
    }
  }
  const { appliance, inverter } = startInverter(home);
  home.run(660);
  for (let i = 0; i < 100; i++) {
    if (appliance.curve('opModVoltVar')?.vRef === Math.floor(i / 10)) seen++;
    home.run(120);
  }
  t.is(seen, 100);
  t.is(inverter.codes('event.completed').length, 100);
  t.deepEqual(
    inverter.log.filter((line) => line.level === 'error'),
    [],
  );
});

test('BASIC-015: twenty-four controls one after the other, one of them cancelled', (t) => {
  const home = newHome();
  const [program] = enrolInverter(home, 1);
  const paths = Array.from({ length: 24 }, (_, i) =>
    addDerEvent(home, program!, (0x10 + i).toString(16).toUpperCase(), 600 + 300 * i, 300, {
      opModMaxLimW: 1000 + 100 * i,
    }),
  );
  const { appliance, inverter } = startInverter(home);
  home.run(600 + 6 * 300 + 10);
  home.utility.server.cancelEvent(paths[10]!);
  for (let i = 6; i < 24; i++) {
    if (i !== 10) t.is(appliance.der!.base.opModMaxLimW, 1000 + 100 * i, `control ${i}`);
    else t.is(appliance.der!.base.opModMaxLimW, undefined);
    home.run(300);
  }
  t.is(inverter.codes('event.completed').length, 23);
  t.deepEqual(statusesOf(home, program!, '1A'), [1, 6]);
});

test('BASIC-018: event over default, and default again after it, one program', (t) => {
  const home = newHome();
  const [program] = enrolInverter(home, 1);
  home.utility.server.setDefaultControl(program!, { DERControlBase: { opModMaxLimW: 9000, opModConnect: true } });
  addDerEvent(home, program!, 'A1', 300, 300, { opModMaxLimW: 2000 });
  const { appliance } = startInverter(home);
  home.run(290);
  t.is(appliance.der!.base.opModMaxLimW, 9000);
  home.run(20);
  t.is(appliance.der!.base.opModMaxLimW, 2000);
  t.true(appliance.der!.base.opModConnect);
  home.run(300);
  t.is(appliance.der!.base.opModMaxLimW, 9000);
});

test('BASIC-016: of two programs with default controls the stronger one’s is followed, mode by mode', (t) => {
  const home = newHome();
  const [weak, strong] = enrolInverter(home, 5, 1);
  const { server } = home.utility;
  server.setDefaultControl(weak!, { DERControlBase: { opModMaxLimW: 9000, opModFixedW: 100 } });
  server.setDefaultControl(strong!, { DERControlBase: { opModMaxLimW: 7000 } });
  const { appliance } = startInverter(home);
  home.run(60);
  t.is(appliance.der!.base.opModMaxLimW, 7000);
  t.is(appliance.der!.base.opModFixedW, 100);
});

for (const [procedure, first, second] of [
  ['BASIC-021', 5, 1],
  ['BASIC-022', 1, 5],
] as const) {
  test(`${procedure}: overlapping controls of one mode, known before either starts: the stronger program’s wins`, (t) => {
    const home = newHome();
    const programs = enrolInverter(home, first, second);
    addDerEvent(home, programs[0]!, 'A1', 300, 600, { opModMaxLimW: 1000 * first });
    addDerEvent(home, programs[1]!, 'B2', 300, 600, { opModMaxLimW: 1000 * second });
    const { appliance } = startInverter(home);
    home.run(400);
    t.is(appliance.der!.base.opModMaxLimW, 1000);
    home.run(700);
    const [strong, weak] = first < second ? ['A1', 'B2'] : ['B2', 'A1'];
    const [strongest, weakest] = first < second ? programs : [programs[1], programs[0]];
    t.deepEqual(statusesOf(home, strongest!, strong!), [1, 2, 3]);
    // It never started, and another program's event took its place (event rules, rule 4).
    t.deepEqual(statusesOf(home, weakest!, weak!), [1, 14]);
  });
}

for (const procedure of ['BASIC-024', 'BASIC-025', 'BASIC-026']) {
  test(`${procedure}: overlapping controls of different modes both run`, (t) => {
    const home = newHome();
    const [a, b] = enrolInverter(home, 1, procedure === 'BASIC-025' ? 1 : 5);
    addDerEvent(home, a!, 'A1', 300, 600, { opModMaxLimW: 4000 });
    addDerEvent(home, b!, 'B2', procedure === 'BASIC-026' ? 500 : 300, 600, { opModFixedPFInjectW: PF });
    const { appliance } = startInverter(home);
    home.run(600);
    t.is(appliance.der!.base.opModMaxLimW, 4000);
    t.deepEqual(appliance.der!.base.opModFixedPFInjectW, PF);
    home.run(700);
    t.deepEqual(statusesOf(home, a!, 'A1'), [1, 2, 3]);
    t.deepEqual(statusesOf(home, b!, 'B2'), [1, 2, 3]);
  });
}

const PF = { displacement: 95, excitation: true, multiplier: -2 };

test('CORE-021: random offsets of 0, +30 and −30 s move start and end within their bounds, and once (rule 2)', (t) => {
  for (const random of [0, 30, -30]) {
    const home = newHome();
    const [program] = enrolInverter(home, 1);
    home.utility.server.addEvent(program!, {
      startS: START_S + 600,
      durationS: 600,
      mRID: mridOf('A1'),
      control: { DERControlBase: { opModMaxLimW: 3000 } },
      randomizeStartS: random,
      randomizeDurationS: random,
      responseRequired: 7,
    });
    const { inverter } = startInverter(home);
    home.run(1500);
    const at = (code: string): number => {
      const lines = inverter.log.filter((line) => line.code === code);
      t.is(lines.length, 1);
      return lines[0]!.atMs / 1000;
    };
    const [low, high] = random < 0 ? [random, 0] : [0, random];
    // The server's Time has a resolution of 1 s: half of it is noise.
    const start = at('event.started') - 600;
    t.true(start >= low - 0.5 && start <= high + 0.5, `start ${start}`);
    const duration = at('event.completed') - at('event.started') - 600;
    t.true(duration >= low - 0.5 && duration <= high + 0.5, `duration ${duration}`);
  }
});
