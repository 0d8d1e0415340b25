import test from 'ava';
import { derCapability, derSettings, derStateChanged, derStatus } from '../../../stack/functions/der-client.js';

const RATINGS = { type: 83, maxW: 5000, maxWh: 13_500, maxChargeRateW: 3300, modesSupported: 0x0050008c };

test('settings never exceed the ratings (CORE-014)', (t) => {
  t.throws(() => derSettings(RATINGS, { setMaxW: 5001, setGradW: 100 }, 0), {
    instanceOf: RangeError,
    message: /5000/,
  });
  t.deepEqual(derSettings(RATINGS, { setMaxW: 4000, setGradW: 100 }, 7), {
    modesEnabled: '0050008C',
    setGradW: 100,
    setMaxW: { multiplier: 0, value: 4000 },
    setMaxChargeRateW: { multiplier: 0, value: 3300 },
    setMaxWh: { multiplier: 0, value: 13_500 },
    updatedTime: 7,
  });
});

test('a capability says what the device is and can do (CORE-009)', (t) => {
  t.deepEqual(derCapability(RATINGS), {
    modesSupported: '0050008C',
    rtgMaxChargeRateW: { multiplier: 0, value: 3300 },
    rtgMaxW: { multiplier: 0, value: 5000 },
    rtgMaxWh: { multiplier: 0, value: 13_500 },
    type: 83,
  });
});

test('a status is told again when it changed, and a state of charge by five points (BASIC-028)', (t) => {
  const state = { genConnect: 7, inverter: 4, operational: 2, stateOfCharge: 0.5 };
  t.false(derStateChanged(state, { ...state, stateOfCharge: 0.54 }));
  t.true(derStateChanged(state, { ...state, stateOfCharge: 0.56 }));
  t.true(derStateChanged(state, { ...state, inverter: 5 }));
  t.is(derStatus(state, 9).stateOfChargeStatus!.value, 5000);
  t.is(derStatus(state, 9).genConnectStatus!.value, '07');
});
