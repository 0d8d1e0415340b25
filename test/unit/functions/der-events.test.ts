import test from 'ava';
import { BOARD_LIMITS } from '../../../stack/core/limits.js';
import { EventEngine } from '../../../stack/events/engine.js';
import { defaultFromDerControl, effectiveDer, eventFromDerControl } from '../../../stack/functions/der-events.js';
import {
  DER_MODES,
  derControlType,
  derModeNames,
  derModes,
  modesOfBase,
  modesOfDerControlType,
} from '../../../stack/functions/der-modes.js';
import { categoryBits, DeviceCategory, isForDevice } from '../../../stack/functions/device-category.js';
import type { DERControl, DERControlBase } from '../../../stack/model/2018/types.gen.js';

const context = { programId: 'P', deviceCategory: categoryBits(DeviceCategory.PhotovoltaicSystem) };

function control(mRID: string, base: DERControlBase, rest: Partial<DERControl> = {}): DERControl {
  return {
    mRID,
    creationTime: 500,
    EventStatus: { currentStatus: 0, dateTime: 500, potentiallySuperseded: false },
    interval: { start: 1000, duration: 100 },
    DERControlBase: base,
    responseRequired: '03',
    replyTo: '/rsps/0/rsp',
    ...rest,
  } as DERControl;
}

test('every mode of DERControlBase has its bit of DERControlType, 2 to 26', (t) => {
  t.deepEqual(
    DER_MODES.map((m) => m.bit),
    Array.from({ length: 25 }, (_, i) => i + 2),
  );
  t.is(new Set(DER_MODES.map((m) => m.field)).size, 25);
  t.is(modesOfBase({ opModConnect: false, opModMaxLimW: 5000, rampTms: 100 }), (1 << 2) | (1 << 20));
});

test('modesSupported is written and read as eight hexadecimal digits', (t) => {
  const modes = derModes('opModMaxLimW', 'opModConnect');
  t.is(derControlType(modes), '00100004');
  t.is(modesOfDerControlType('00100004'), modes);
  t.is(modesOfDerControlType('100004'), modes);
  t.deepEqual(derModeNames(modes), ['opModConnect', 'opModMaxLimW']);
});

test('a DERControl becomes an event with its modes, offsets and response bits', (t) => {
  const event = eventFromDerControl(
    control('A', { opModTargetW: { multiplier: 0, value: 5 } }, { randomizeStart: -60, randomizeDuration: 30 }),
    context,
  );
  t.is(event.modes, 1 << 22);
  t.is(event.randomizeStart, -60);
  t.is(event.randomizeDuration, 30);
  t.is(event.responseRequired, 3);
  t.is(event.replyTo, '/rsps/0/rsp');
  t.true(event.valid);
  t.true(event.forThisDevice);
  t.false(event.mandatory);
});

test('a DERControl with a value out of its range is invalid, not applied', (t) => {
  const bad: DERControl[] = [
    control('A', { opModMaxLimW: 10001 }),
    control('A', { opModFixedW: -10001 }),
    control('A', { opModMaxLimW: 1 }, { randomizeStart: 3601 }),
    control('A', { opModMaxLimW: 1 }, { interval: { start: 1000, duration: 0 } }),
    control('A', { opModMaxLimW: 1 }, { interval: { start: -1, duration: 10 } }),
    control('A', { opModMaxLimW: 1 }, { creationTime: BigInt('9223372036854775807') }),
  ];
  for (const one of bad) t.false(eventFromDerControl(one, context).valid);
});

test('a device category names kinds of device; none named restricts nothing', (t) => {
  const own = categoryBits(DeviceCategory.WaterHeater, DeviceCategory.SimpleLoad);
  t.is(own, 0x408);
  t.true(isForDevice(undefined, own));
  t.true(isForDevice('00000000', own));
  t.true(isForDevice('08', own));
  t.true(isForDevice('FFFFFFFF', own));
  t.false(isForDevice('00200000', own));
  t.false(eventFromDerControl(control('A', {}, { deviceCategory: '01' }), context).forThisDevice);
});

test('the effective control merges events over defaults mode by mode, and takes the newest ramp', (t) => {
  const supported = derModes('opModMaxLimW', 'opModConnect', 'opModFixedVar');
  const engine = new EventEngine<DERControlBase>({
    limits: BOARD_LIMITS,
    supportedModes: supported,
    random: () => 0,
  });
  engine.setClock('tm', 0);
  const dderc = { mRID: 'D', DERControlBase: { opModConnect: true, opModMaxLimW: 10000, rampTms: 500 } };
  const program = { programId: 'P', serverId: 's', clockId: 'tm', primacy: 1 };
  engine.setProgram({ ...program, default: defaultFromDerControl(dderc) });
  engine.upsert(eventFromDerControl(control('A', { opModMaxLimW: 4000, opModVoltVar: { href: '/c/1' } }), context));
  engine.step(999);
  t.deepEqual(effectiveDer(engine.state, supported).base, { opModConnect: true, opModMaxLimW: 10000, rampTms: 500 });
  const b = control('B', { opModFixedVar: { refType: 1, value: 10 }, rampTms: 20 });
  engine.upsert(eventFromDerControl(b, context));
  engine.step(1000);
  const effective = effectiveDer(engine.state, supported);
  t.deepEqual(effective.base, {
    opModConnect: true,
    opModMaxLimW: 4000,
    opModFixedVar: { refType: 1, value: 10 },
    rampTms: 20,
  });
  t.deepEqual(effective.sources, [
    { field: 'opModConnect', mRID: '', programId: 'P' },
    { field: 'opModFixedVar', mRID: 'B', programId: 'P' },
    { field: 'opModMaxLimW', mRID: 'A', programId: 'P' },
  ]);
  engine.step(1100);
  t.deepEqual(effectiveDer(engine.state, supported).base, { opModConnect: true, opModMaxLimW: 10000, rampTms: 500 });
});
