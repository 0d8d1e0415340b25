/**
 * Gives a board its identity: the octets of a store area that holds it (`stack/client/stored-identity.ts` says under which
 * keys). The emulated board reads them as `store.flash` in its folder; on hardware the same octets are flashed.
 */

import { createNodeCrypto } from '../../hal/node/crypto.js';
import { MemoryStore } from '../../hal/virtual/store.js';
import { IDENTITY_KEYS, readStoredIdentity } from '../../stack/client/stored-identity.js';
import { concatOctets, equalOctets } from '../../stack/core/octets.js';
import { formatPin, isValidPin } from '../../stack/tls/identity.js';
import { parseCertificate } from '../../stack/tls/x509/certificate.js';
import { type Board, storeArea } from '../firmware/board.js';
import { type StoreValues, writeStoreImage } from './store-image.js';

/** Who a board is to be. */
export interface Provision {
  /** Its own certificate first, then the authorities, in DER. */
  readonly chain: readonly Uint8Array[];
  /** The private scalar of the first certificate, 32 octets (`readKeyFile` of `tools/pki/files.ts`). */
  readonly scalar: Uint8Array;
  /** Roots that it trusts, in DER. */
  readonly roots: readonly Uint8Array[];
  /** The PIN of its label, with its check digit. Absent: no server is checked by it. */
  readonly pin?: number;
  /** Serial number, at most 32 characters. */
  readonly serial?: string;
  /** URL of the DeviceCapability of its server. Absent: it asks DNS-SD. */
  readonly server?: string;
  /** Where it asks. Default: `local`. */
  readonly domain?: 'local' | 'site';
}

/** Longest serial number, characters (schema: String32). */
export const MAX_SERIAL_LENGTH = 32;

/**
 * The values of an identity by their keys in the store.
 * @throws RangeError where the key is not that of the first certificate, or an option cannot be written
 * @throws PeerError where the device could not read what it was given
 */
export function provisionedValues(provision: Provision): StoreValues {
  const { chain, scalar, roots, pin } = provision;
  const values = new Map([
    [IDENTITY_KEYS.certificates as string, concatOctets(...chain)],
    [IDENTITY_KEYS.key, scalar],
    [IDENTITY_KEYS.roots, concatOctets(...roots)],
  ]);
  if (pin !== undefined) {
    if (!isValidPin(pin)) throw new RangeError(`pin: expected six digits whose sum is a multiple of 10, got ${pin}`);
    values.set(IDENTITY_KEYS.pin, Buffer.from(formatPin(pin)));
  }
  const options = optionLines(provision);
  if (options !== '') values.set(IDENTITY_KEYS.options, Buffer.from(options));
  check(values);
  return values;
}

/** The octets of a board's store area that holds an identity and nothing else. Errors as {@link provisionedValues}. */
export function provisionStore(board: Board, provision: Provision): Uint8Array {
  return writeStoreImage(provisionedValues(provision), storeArea(board).sectorOctets);
}

function optionLines({ serial, server, domain }: Provision): string {
  if (serial !== undefined && [...serial].length > MAX_SERIAL_LENGTH) {
    throw new RangeError(`serial: expected at most ${MAX_SERIAL_LENGTH} characters, got ${[...serial].length}`);
  }
  return Object.entries({ serial, server, domain })
    .filter((option): option is [string, string] => option[1] !== undefined)
    .map(([name, value]) => {
      if (value.includes('\n')) throw new RangeError(`${name}: expected one line, got ${JSON.stringify(value)}`);
      return `${name}=${value}\n`;
    })
    .join('');
}

/** Reads the values as the device will, so that a mistake is found before a board has it. */
function check(values: StoreValues): void {
  const store = new MemoryStore();
  for (const [key, value] of values) store.set(key, value);
  const { identity } = readStoredIdentity(store, createNodeCrypto())!;
  const [first] = identity.chain;
  if (first === undefined) throw new RangeError('chain: expected a certificate, got none');
  if (!equalOctets(parseCertificate(first).publicKey, identity.key.publicKey)) {
    throw new RangeError('scalar: expected the key of the first certificate, got another');
  }
}
