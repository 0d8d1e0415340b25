import test from 'ava';
import { BOARD_LIMITS } from '../../../stack/core/limits.js';
import { EventEngine } from '../../../stack/events/engine.js';
import { categoryBits, DeviceCategory } from '../../../stack/functions/device-category.js';
import { type DrlcControl, effectiveDrlc, eventFromEndDeviceControl } from '../../../stack/functions/drlc-events.js';
import {
  DRLC_IS_EXCLUSIVE,
  drlcKindNames,
  DrlcKind,
  drlcKinds,
  kindsOfControl,
} from '../../../stack/functions/drlc-modes.js';
import type { EndDeviceControl } from '../../../stack/model/2018/types.gen.js';

const context = { programId: 'P', deviceCategory: categoryBits(DeviceCategory.ProgrammableThermostat) };

function control(mRID: string, rest: Partial<EndDeviceControl> = {}): EndDeviceControl {
  return {
    mRID,
    creationTime: 500,
    EventStatus: { currentStatus: 0, dateTime: 500, potentiallySuperseded: false },
    interval: { start: 1000, duration: 100 },
    deviceCategory: '00000001',
    drProgramMandatory: false,
    loadShiftForward: false,
    responseRequired: '07',
    replyTo: '/rsps/0/rsp',
    ...rest,
  };
}

function thermostat(): EventEngine<DrlcControl> {
  const engine = new EventEngine<DrlcControl>({
    limits: BOARD_LIMITS,
    supportedModes: drlcKinds(DrlcKind.CoolingSetpoint, DrlcKind.CoolingOffset, DrlcKind.HeatingOffset),
    exclusive: DRLC_IS_EXCLUSIVE,
    random: () => 0,
  });
  engine.setClock('tm', 0);
  engine.setProgram({ programId: 'P', serverId: 's', clockId: 'tm', primacy: 1 });
  return engine;
}

test('each thing that an EndDeviceControl can set has its kind, and one that sets nothing too', (t) => {
  const names = (rest: Partial<EndDeviceControl>) => drlcKindNames(kindsOfControl(control('A', rest)));
  t.deepEqual(names({}), ['unspecified']);
  t.deepEqual(names({ SetPoint: { coolingSetpoint: 2600 } }), ['SetPoint.coolingSetpoint']);
  t.deepEqual(names({ SetPoint: { heatingSetpoint: 1800 } }), ['SetPoint.heatingSetpoint']);
  t.deepEqual(names({ Offset: { coolingOffset: 20, heatingOffset: 0, loadAdjustmentPercentageOffset: 100 } }), [
    'Offset.coolingOffset',
    'Offset.heatingOffset',
    'Offset.loadAdjustmentPercentageOffset',
  ]);
  t.deepEqual(names({ DutyCycle: { normalValue: 50 } }), ['DutyCycle']);
  t.deepEqual(names({ TargetReduction: { type: 1, value: 2 } }), ['TargetReduction']);
  t.deepEqual(names({ ApplianceLoadReduction: { type: 0 } }), ['ApplianceLoadReduction']);
});

test('an EndDeviceControl carries its mandate and its override to the engine', (t) => {
  const event = eventFromEndDeviceControl(control('A', { drProgramMandatory: true, overrideDuration: 600 }), context);
  t.true(event.mandatory);
  t.is(event.overrideDuration, 600);
  t.true(event.forThisDevice);
  t.false('overrideDuration' in eventFromEndDeviceControl(control('A'), context));
  t.false(eventFromEndDeviceControl(control('A', { deviceCategory: '00000008' }), context).forThisDevice);
  t.false(eventFromEndDeviceControl(control('A', { DutyCycle: { normalValue: 101 } }), context).valid);
});

test('the load follows the part of the control that it supports', (t) => {
  const engine = thermostat();
  const rest = { Offset: { coolingOffset: 20, loadAdjustmentPercentageOffset: 500 }, DutyCycle: { normalValue: 50 } };
  engine.upsert(eventFromEndDeviceControl(control('A', rest), context));
  engine.step(900);
  t.is(effectiveDrlc(engine.state), undefined);
  engine.step(1000);
  t.deepEqual(effectiveDrlc(engine.state), {
    mRID: 'A',
    programId: 'P',
    kinds: 1 << DrlcKind.CoolingOffset,
    control: { loadShiftForward: false, Offset: { coolingOffset: 20 } },
  });
});

test('a control of which the load supports nothing is answered 252', (t) => {
  const engine = thermostat();
  engine.upsert(eventFromEndDeviceControl(control('A', { DutyCycle: { normalValue: 50 } }), context));
  engine.step(900);
  t.deepEqual(
    engine.owed.map((r) => r.status),
    [252],
  );
});

test('two EndDeviceControls for a device compete as wholes, whatever they set', (t) => {
  const engine = thermostat();
  engine.upsert(eventFromEndDeviceControl(control('A', { Offset: { heatingOffset: 20 } }), context));
  const later = { SetPoint: { coolingSetpoint: 2600 }, creationTime: 600, interval: { start: 1050, duration: 100 } };
  engine.upsert(eventFromEndDeviceControl(control('B', later), context));
  engine.step(1000);
  t.is(effectiveDrlc(engine.state)?.mRID, 'A');
  engine.step(1050);
  t.is(effectiveDrlc(engine.state)?.mRID, 'B');
  t.deepEqual(
    engine.owed.filter((r) => r.mRID === 'A').map((r) => r.status),
    [1, 2, 7],
  );
});
