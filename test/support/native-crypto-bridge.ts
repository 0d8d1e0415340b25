/**
 * The functions of `hal/xs/native/crypto.ts` on Node: each call goes to the C cryptography in a process of its own, built
 * for the kind of machine that the query of this module's address names. Loaded in place of the engine's binding by
 * {@link ./native-crypto}.
 */

import { driverFor, type DriverTarget } from './crypto-driver.js';

const driver = driverFor(new URL(import.meta.url).search.slice(1) as DriverTarget);

function into(target: Uint8Array | ArrayBuffer, operation: number, ...parts: readonly Uint8Array[]): boolean {
  const { ok, result } = driver.call(operation, parts);
  const octets = target instanceof ArrayBuffer ? new Uint8Array(target) : target;
  if (ok && result.length !== octets.length) {
    throw new RangeError(`target: expected ${result.length} octets, got ${octets.length}`);
  }
  if (result.length === octets.length) octets.set(result);
  return ok;
}

const view = (state: ArrayBuffer): Uint8Array => new Uint8Array(state);
const tag = (longer: Uint8Array, shorter: Uint8Array): Uint8Array => Uint8Array.of(longer.length - shorter.length);

type Octets = Uint8Array;
type State = ArrayBuffer;

export const hash = (octets: Octets, digest: Octets): void => void into(digest, 0, octets);
export const start = (state: State): void => void into(state, 1);
export const update = (state: State, octets: Octets): void => void into(state, 2, view(state), octets);
export const peek = (state: State, digest: Octets): void => void into(digest, 3, view(state));
export const hmac = (key: Octets, octets: Octets, code: Octets): void => void into(code, 4, key, octets);
export const seal = (key: Octets, nonce: Octets, associated: Octets, plain: Octets, sealed: Octets): void =>
  void into(sealed, 5, key, nonce, associated, plain, tag(sealed, plain));
export const open = (key: Octets, nonce: Octets, associated: Octets, sealed: Octets, plain: Octets): boolean =>
  into(plain, 6, key, nonce, associated, sealed, tag(sealed, plain));
export const valid = (scalar: Octets): boolean => driver.call(7, [scalar]).ok;
export const multiply = (scalar: Octets, point: Octets): boolean => into(point, 8, scalar);
export const agree = (scalar: Octets, peer: Octets, shared: Octets): boolean => into(shared, 9, scalar, peer);
export const sign = (scalar: Octets, digest: Octets, signature: Octets): boolean => into(signature, 10, scalar, digest);
export const verify = (publicKey: Octets, digest: Octets, signature: Octets): boolean =>
  driver.call(11, [publicKey, digest, signature]).ok;
export const equal = (a: Octets, b: Octets): boolean => driver.call(12, [a, b]).ok;
export const seed = (state: State, entropy: Octets): void => void into(state, 13, entropy);
export function generate(state: State, entropy: Octets, target: Octets): void {
  const { result } = driver.call(14, [view(state), entropy, target]);
  view(state).set(result.subarray(0, state.byteLength));
  target.set(result.subarray(state.byteLength));
}
