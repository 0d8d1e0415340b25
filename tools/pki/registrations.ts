/** `registrations.json`: who the holders of a PKI folder are and with which PIN they register, for `sep2 serve --pki`. */

import { readFileSync } from 'node:fs';

import { isSameLfdi, isValidPin, isValidSfdi, parseLfdi } from '../../stack/tls/identity.js';

export const REGISTRATIONS_FILE = 'registrations.json';

export interface Registration {
  readonly name: string;
  /** 40 upper-case hexadecimal digits. */
  readonly lfdi: string;
  readonly sfdi: number;
  /** Six digits with the check digit, as a number. */
  readonly pin: number;
}

/** The text of the file. */
export function writeRegistrations(holders: readonly Registration[]): string {
  const rows = holders.map(({ name, lfdi, sfdi, pin }) => ({ name, lfdi, sfdi, pin }));
  return JSON.stringify({ holders: rows }, undefined, 2) + '\n';
}

/** Reads the file; an Error names the file and the entry that is wrong. */
export function readRegistrations(path: string): Registration[] {
  const text = readFileSync(path, 'utf8');
  let holders: unknown;
  try {
    holders = (JSON.parse(text) as { holders?: unknown }).holders;
  } catch (error) {
    throw new Error(`${path}: ${(error as Error).message}`);
  }
  if (!Array.isArray(holders)) throw new Error(`${path}: expected an object with a list "holders"`);
  return holders.map((entry: Partial<Registration> | null, index) => {
    const { name, lfdi, sfdi, pin } = entry ?? {};
    const normal = typeof lfdi === 'string' ? parseLfdi(lfdi) : undefined;
    const place = `${path}: holders[${index}]`;
    if (typeof name !== 'string') throw new Error(`${place}.name: expected a text`);
    if (normal === undefined) throw new Error(`${place}.lfdi: expected 40 hexadecimal digits`);
    if (typeof sfdi !== 'number' || !isValidSfdi(sfdi)) throw new Error(`${place}.sfdi: wrong number or check digit`);
    if (typeof pin !== 'number' || !isValidPin(pin)) throw new Error(`${place}.pin: wrong number or check digit`);
    return { name, lfdi: normal, sfdi, pin };
  });
}

/** The registration of a LFDI, or `undefined`. */
export function findRegistration(registrations: readonly Registration[], lfdi: string): Registration | undefined {
  return registrations.find((registration) => isSameLfdi(registration.lfdi, lfdi));
}
