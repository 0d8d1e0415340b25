import test from 'ava';
import fc from 'fast-check';
import { type MirrorOptions, mirrorReading, mirrorUsagePoint } from '../../../stack/functions/metering-client.js';
import { fromPowerOfTen, scaledInteger, toPowerOfTen } from '../../../stack/functions/power-of-ten.js';

const OPTIONS: MirrorOptions = {
  lfdi: '3E4F45AB31EDFE5B67E343E5E4562E31984E23E5',
  pen: 32473,
  description: 'Inverter',
  roleFlags: 0x48,
  quantities: ['activePower', 'voltage', 'frequency', 'energyIn', 'energyOut'],
  intervalLengthS: 300,
};

test('a mirror is defined with a reading type for each quantity before any reading (BASIC-029)', (t) => {
  const mirror = mirrorUsagePoint(OPTIONS);
  t.is(mirror.deviceLFDI, OPTIONS.lfdi);
  t.is(mirror.roleFlags, '0049');
  t.is(mirror.mRID, '3E4F45AB31EDFE5B67E343' + '00' + '00007ED9');
  t.is(mirror.MirrorMeterReading!.length, 5);
  t.true(
    mirror.MirrorMeterReading!.every((reading) => reading.ReadingType !== undefined && reading.Reading === undefined),
  );
  t.is(new Set([mirror.mRID, ...mirror.MirrorMeterReading!.map((r) => r.mRID)]).size, 6);
  t.deepEqual(mirrorUsagePoint(OPTIONS), mirror);
});

test('a reading’s value stands under the power of ten of its own type (S-ALL-47)', (t) => {
  const mirror = mirrorUsagePoint(OPTIONS);
  const amounts = [4321, 230.4, 49.987, 1_234_567, 0];
  amounts.forEach((amount, i) => {
    const reading = mirrorReading(OPTIONS, i, amount, 1000, 300);
    const type = mirror.MirrorMeterReading![i]!;
    t.is(reading.mRID, type.mRID);
    const value = Number(reading.Reading!.value);
    t.is(fromPowerOfTen({ value, multiplier: type.ReadingType!.powerOfTenMultiplier! }), amount);
  });
});

test('an amount beyond 48 bits, or none, is refused by name', (t) => {
  t.throws(() => mirrorReading(OPTIONS, 3, 2 ** 50, 0, 0), { instanceOf: RangeError, message: /energyIn/ });
  t.throws(() => mirrorReading(OPTIONS, 3, NaN, 0, 0), { instanceOf: RangeError });
});

test('a quantity takes the smallest power of ten whose value fits 16 bits, with its error below half of it', (t) => {
  fc.assert(
    fc.property(fc.double({ min: -3e9, max: 3e9, noNaN: true }), (watts) => {
      const quantity = toPowerOfTen(watts);
      t.true(Math.abs(quantity.value) <= 32768);
      t.true(Math.abs(fromPowerOfTen(quantity) - watts) <= 0.5 * 10 ** quantity.multiplier + 1e-6);
      if (quantity.multiplier > 0) t.true(Math.abs(scaledInteger(watts, quantity.multiplier - 1)) > 32767);
    }),
  );
  t.deepEqual(toPowerOfTen(5000), { multiplier: 0, value: 5000 });
  t.deepEqual(toPowerOfTen(50_000), { multiplier: 1, value: 5000 });
  t.throws(() => toPowerOfTen(Infinity), { instanceOf: RangeError });
});
