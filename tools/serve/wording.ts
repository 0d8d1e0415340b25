/** Numbers of the standard in words, for a log. */

const STATUSES: Readonly<Record<number, string>> = {
  1: 'received',
  2: 'started',
  3: 'completed',
  4: 'opted out',
  5: 'opted in',
  6: 'cancelled',
  7: 'superseded',
  8: 'partly done, opted out',
  9: 'partly done, opted in',
  10: 'completed without taking part',
  11: 'acknowledged by the user',
  12: 'cannot be displayed',
  13: 'aborted for an event of another server',
  14: 'aborted for an event of another program',
  252: 'refused, a parameter does not apply',
  253: 'refused, invalid',
  254: 'refused, it was over on arrival',
};

/** What a Response.status says. */
export function describeStatus(status: number): string {
  return STATUSES[status] ?? `status ${status}`;
}

const UNITS: Readonly<Record<number, string>> = {
  5: 'A',
  23: '°C',
  29: 'V',
  31: 'J',
  33: 'Hz',
  38: 'W',
  42: 'm³',
  61: 'VA',
  63: 'var',
  65: 'cos θ',
  71: 'VAh',
  72: 'Wh',
  73: 'varh',
};

/** A reading as a quantity: `1234 W`, `−3.2 kWh` written without prefixes as `-3200 Wh`. */
export function describeReading(readingType: object, reading: object): string {
  const { powerOfTenMultiplier = 0, uom = 0 } = readingType as { powerOfTenMultiplier?: number; uom?: number };
  const { value } = reading as { value?: number | bigint };
  if (value === undefined) return 'no value';
  const quantity = Number((Number(value) * 10 ** powerOfTenMultiplier).toPrecision(12));
  return `${quantity} ${UNITS[uom] ?? `of unit ${uom}`}`;
}
