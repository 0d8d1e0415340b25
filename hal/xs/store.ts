/** The board's flash as a store: a log of records that survives any power cut (`store/store.h`). */

import { type Store } from '../../stack/ports/store.js';
import * as native from './native/store.js';

/** `STORE_E_…` of `store/store.h`. */
const E_VALUE = -16;
const E_KEYS = -17;
const E_FULL = -18;
const E_WORN = -19;

/** Longest value, octets; most keys: `store/store.h`. */
const MAX_VALUE_OCTETS = 8192;
const MAX_KEYS = 64;

/** `BOARD_E_…` of `boards/common/board.h`, -1 on. */
const FLASH_FAULTS: readonly string[] = Object.freeze([
  'the place is outside the area',
  'the controller stayed busy',
  'the controller did not unlock',
  'the sector is write protected',
  'the controller refused the sequence',
  'it does not hold what is written',
  'the file of the emulator failed',
]);

export type StoreFault = 'value' | 'keys' | 'full' | 'flash';

/** A write that the store refused. What it held before, it still holds. */
export class StoreError extends Error {
  /** `value`, `keys`, `full`: past a limit, which the message names. `flash`: no sector took it. */
  readonly code: StoreFault;

  constructor(code: StoreFault, detail: string) {
    super('store: ' + detail);
    this.name = 'StoreError';
    this.code = code;
  }
}

/** One for the board. Keys have 1 to 120 octets of UTF-8 (RangeError), values at most 8,192 (StoreError). */
export class XsStore implements Store {
  /** Reads the area; one that holds no store is made one. */
  constructor() {
    native.mount();
  }

  get(key: string): Uint8Array | undefined {
    const octets = native.get(key);
    return octets === undefined ? undefined : new Uint8Array(octets);
  }

  /** Writes nothing where the value is what is there. @throws StoreError where it is not kept */
  set(key: string, value: Uint8Array): void {
    const result = native.set(key, value);
    if (result !== 0) throw refusal(result, key, value.length);
  }

  /** @throws StoreError where no sector takes the removal: the key is still there */
  delete(key: string): void {
    const result = native.remove(key);
    if (result !== 0) throw refusal(result, key, 0);
  }
}

function refusal(result: number, key: string, length: number): StoreError {
  const what = key + ', ' + length + ' octets: ';
  if (result === E_VALUE) return new StoreError('value', what + 'a value has at most ' + MAX_VALUE_OCTETS);
  if (result === E_KEYS) return new StoreError('keys', what + MAX_KEYS + ' keys are held, the most there can be');
  if (result === E_FULL) {
    return new StoreError('full', what + native.held() + ' of ' + native.capacity() + ' octets are taken');
  }
  const fault = result === E_WORN ? undefined : FLASH_FAULTS[-1 - result];
  return new StoreError('flash', what + 'no sector takes it: ' + (fault ?? 'each is worn out'));
}
