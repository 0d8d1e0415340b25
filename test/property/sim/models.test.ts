/** The physical models keep energy, whatever they are asked to do. */

import test from 'ava';
import fc from 'fast-check';
import { baseLoadW, shapeWeights } from '../../../tools/sim/models/base-load.js';
import { NEW_REGISTER, stepRegister } from '../../../tools/sim/models/energy-register.js';
import { initialHouse, stepHouse } from '../../../tools/sim/models/house.js';
import { initialSolar, stepSolar } from '../../../tools/sim/models/solar-battery.js';
import { costOf, importPrice } from '../../../tools/sim/models/tariff.js';
import { hotWaterDraw, initialTank, stepTank, tankHeatWh } from '../../../tools/sim/models/tank.js';
import { initialVehicle, isHome, stepVehicle } from '../../../tools/sim/models/vehicle.js';
import { clearSky, outdoorC, Sky } from '../../../tools/sim/models/weather.js';
import { LOAD_SHAPES } from '../../../tools/sim/scenario/read-devices.js';
import { loadScenario } from '../../../tools/sim/scenario/load.js';
import {
  type EvChargerSpec,
  type InverterSpec,
  type ThermostatSpec,
  type WaterHeaterSpec,
} from '../../../tools/sim/scenario/types.js';
import { Household } from '../../../tools/sim/household.js';

const { devices, home } = loadScenario('default');
const house = devices.find((d) => d.kind === 'thermostat') as ThermostatSpec;
const tank = devices.find((d) => d.kind === 'water-heater') as WaterHeaterSpec;
const charger = devices.find((d) => d.kind === 'ev-charger') as EvChargerSpec;
const inverter = devices.find((d) => d.kind === 'inverter') as InverterSpec;

const share = fc.double({ min: 0, max: 1, noNaN: true });
const watts = (most: number): fc.Arbitrary<number> => fc.double({ min: -most, max: most, noNaN: true });
const close = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(a), Math.abs(b));

test('house: heat in minus heat out is what the walls hold', (t) => {
  const input = fc.record({
    outdoorC: watts(40),
    sun: share,
    setpointC: fc.double({ min: 15, max: 30, noNaN: true }),
    limit: share,
  });
  fc.assert(
    fc.property(fc.array(input, { minLength: 1, maxLength: 60 }), (inputs) => {
      let state = initialHouse(house);
      for (const around of inputs) {
        const next = stepHouse(house, state, 10, around);
        const flowW =
          house.internalGainW +
          house.solarGainW * around.sun +
          house.heatLossWPerK * (around.outdoorC - next.indoorC) -
          next.coolingW;
        if (!close(((next.indoorC - state.indoorC) * house.heatCapacityWhPerK * 3600) / 10, flowW)) return false;
        if (next.powerW < 0 || next.powerW > house.ratedW * around.limit + 1e-9) return false;
        state = next;
      }
      return true;
    }),
  );
  t.pass();
});

test('house: the regulator keeps a hot day within its hysteresis, and rests its compressor', (t) => {
  let state = { ...initialHouse(house), indoorC: 24 };
  let standing = 180;
  for (let s = 0; s < 86400; s += 10) {
    const before = state;
    state = stepHouse(house, state, 10, { outdoorC: 36, sun: 0.5, setpointC: 24, limit: 1 });
    if (state.running && !before.running) t.true(standing >= 170, `started after ${standing} s`);
    standing = state.running ? 0 : standing + 10;
    t.true(Math.abs(state.indoorC - 24) < 0.8, `${state.indoorC} °C`);
  }
});

test('tank: what the element gives is in the water, in the pipes or in the room', (t) => {
  const input = fc.record({
    setpointC: fc.double({ min: 40, max: 70, noNaN: true }),
    limit: share,
    drawLitresPerS: fc.double({ min: 0, max: 0.2, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(input, { minLength: 1, maxLength: 200 }), (inputs) => {
      let state = initialTank(tank);
      let givenWh = 0;
      for (const around of inputs) {
        state = stepTank(tank, state, 10, around);
        givenWh += state.powerW / 360;
      }
      const kept = tankHeatWh(tank, state) - tankHeatWh(tank, initialTank(tank));
      return close(givenWh, kept + state.drawnWh + state.lostWh);
    }),
  );
  let litres = 0;
  for (let s = 0; s < 86400; s += 10) litres += hotWaterDraw(180, s) * 10;
  t.true(close(litres, 180));
});

test('vehicle: stored energy is what was drawn times efficiency, minus what was driven', (t) => {
  fc.assert(
    fc.property(fc.array(share, { minLength: 24, maxLength: 24 }), (limits) => {
      let state = initialVehicle(charger, 0);
      let drawnWh = 0;
      for (let s = 0; s < 86400; s += 30) {
        state = stepVehicle(charger, state, 30, { localS: s, limit: limits[Math.floor(s / 3600)]! });
        drawnWh += (state.powerW * 30) / 3600;
        if (state.soc < 0 || state.soc > 1 || state.powerW < 0 || state.powerW > charger.ratedW) return false;
        if (state.powerW > 0 && state.powerW < 1 && state.soc < charger.targetSoc - 1e-3) return false;
        if (!state.present && state.powerW !== 0) return false;
      }
      const storedWh = (state.soc - charger.initialSoc) * charger.batteryWh;
      return close(storedWh, drawnWh * charger.efficiency - state.drivenWh);
    }),
  );
  t.false(isHome(charger, 12 * 3600));
  t.true(isHome(charger, 3 * 3600));
  t.true(isHome(charger, 23 * 3600));
});

test('inverter: sun, battery and terminals balance; limits hold; the battery stays between empty and full', (t) => {
  const input = fc.record({
    sun: share,
    otherLoadW: watts(12_000),
    exportLimitW: fc.double({ min: 0, max: 6000, noNaN: true }),
    storageTargetW: fc.option(watts(8000), { nil: undefined }),
    connected: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(input, { minLength: 1, maxLength: 300 }), (inputs) => {
      let state = initialSolar(inverter);
      let flowedWh = 0;
      for (const around of inputs) {
        state = stepSolar(inverter, state, 600, around);
        flowedWh += ((state.panelW + state.powerW) * 600) / 3600;
        const given = -state.powerW;
        if (given > Math.min(inverter.ratedW, around.exportLimitW) + 1e-6) return false;
        if (state.powerW > inverter.ratedW + 1e-6) return false;
        if (state.soc < -1e-9 || state.soc > 1 + 1e-9) return false;
        if (state.panelW > state.availableW + 1e-6 || state.panelW < -1e-6) return false;
        if (!around.connected && state.powerW !== 0) return false;
      }
      const storedWh = (state.soc - inverter.initialSoc) * inverter.batteryWh;
      return close(flowedWh, storedWh + state.lostWh);
    }),
  );
  t.pass();
});

test('inverter: with no limit and no target it serves the home first', (t) => {
  const sunny = stepSolar(inverter, initialSolar(inverter), 10, {
    sun: 0.5,
    otherLoadW: 1000,
    exportLimitW: 5000,
    storageTargetW: undefined,
    connected: true,
  });
  t.true(Math.abs(sunny.powerW + 1000) < 1e-6);
  t.true(sunny.batteryW > 1000);
  const evening = stepSolar(inverter, initialSolar(inverter), 10, {
    sun: 0,
    otherLoadW: 2000,
    exportLimitW: 5000,
    storageTargetW: undefined,
    connected: true,
  });
  t.true(Math.abs(evening.powerW + 2000) < 1e-6);
});

test('registers only grow', (t) => {
  fc.assert(
    fc.property(fc.array(watts(10_000)), (powers) => {
      let register = NEW_REGISTER;
      for (const powerW of powers) {
        const next = stepRegister(register, 10, powerW);
        if (next.inWh < register.inWh || next.outWh < register.outWh) return false;
        register = next;
      }
      return true;
    }),
  );
  t.pass();
});

test('base load: five shapes of 48 half-hours, each of which comes to the day’s energy', (t) => {
  t.is(LOAD_SHAPES.length, 5);
  for (const shape of LOAD_SHAPES) {
    t.is(shapeWeights(shape).length, 48);
    let wh = 0;
    for (let s = 0; s < 86400; s += 60) wh += baseLoadW(shape, 9000, s) / 60;
    t.true(Math.abs(wh - 9000) < 1, `${shape}: ${wh} Wh`);
  }
});

test('weather: the extremes are where the scenario puts them, and clouds only take', (t) => {
  t.true(close(outdoorC(home.outdoor, home.outdoor.warmestS), home.outdoor.maxC));
  t.true(close(outdoorC(home.outdoor, home.outdoor.warmestS + 43200), home.outdoor.minC));
  const sky = new Sky(home.sun, 1, 2);
  for (let s = 0; s < 2 * 86400; s += 300) {
    t.true(sky.sun(s) <= clearSky(home.sun, s % 86400) + 1e-12);
    t.true(sky.sun(s) >= 0);
  }
});

test('tariff: each local time has one price; energy given earns its own', (t) => {
  const { tariff } = loadScenario('default');
  t.is(importPrice(tariff, 18 * 3600) * 1000, 0.42);
  t.is(importPrice(tariff, 24 * 3600 + 60) * 1000, 0.19);
  t.true(close(costOf(tariff, 18 * 3600, 1000), 0.42));
  t.true(close(costOf(tariff, 18 * 3600, -1000), -0.08));
});

test('household: the premises are the sum of their parts, and the same seed makes the same day', (t) => {
  const scenario = loadScenario('default');
  const one = new Household(scenario);
  const two = new Household(scenario);
  one.advance(scenario.startS + 86400);
  for (let i = 1; i <= 96; i++) two.advance(scenario.startS + i * 900);
  t.deepEqual(one.premises, two.premises);
  let net = one.premises.inWh - one.premises.outWh - scenario.home.dailyWh;
  for (const { register } of one.devices) net -= register.inWh - register.outWh;
  t.true(Math.abs(net) < 5, `${net} Wh are nobody's`);
});

test('household: programs steer through the ports alone', (t) => {
  const scenario = loadScenario('default');
  const free = new Household(scenario);
  const steered = new Household(scenario);
  steered.device('ev-charger').ports.load.setLimit(0);
  steered.device('inverter').ports.inverter.setConnected(false);
  steered.device('thermostat').ports.setpoint.setSetpointC(30);
  free.advance(scenario.startS + 86400);
  steered.advance(scenario.startS + 86400);
  t.is(steered.device('ev-charger').register.inWh, 0);
  t.is(steered.device('inverter').register.outWh, 0);
  t.true(steered.device('thermostat').register.inWh < free.device('thermostat').register.inWh / 2);
  t.is(steered.device('meter').ports.meter.energyInWh(), steered.premises.inWh);
  t.throws(() => steered.device('ev-charger').ports.load.setLimit(1.5), { instanceOf: RangeError });
  t.throws(() => steered.device('toaster'), { instanceOf: RangeError });
});
