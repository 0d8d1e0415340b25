/** A device's store on Node: `hal/xs/store.ts` and its C as they are, on a model of a board's flash. */

import type { XsStore } from '../../../hal/xs/store.js';
import { projectPath } from '../../../tools/support/project-root.js';
import { storeSources } from '../store-driver.js';
import { loadAddon } from './addon.js';

interface Addon {
  make(sectorOctets: number): void;
  fail(result: number, count: number): void;
  take(): string;
  readonly store: Readonly<Record<string, unknown>>;
}

const SOURCES = ['hal/xs/native/store.c', 'boards/common/record.c', 'test/support/native/nor-flash.c'];
const INCLUDES = ['boards/common', 'hal/xs/store', 'test/support/native'];

/** One board: its flash is one a process. */
export interface StoreDevice {
  /** A store on new flash of two sectors. What was made before is then no store any more. */
  make(sectorOctets?: number): XsStore;
  /** The store as another start finds it. */
  restart(): XsStore;
  /** Lets so many operations of the flash answer `result` (`BOARD_E_…`) and do nothing. */
  fail(result: number, count: number): void;
  /** What went to the console since it was asked last. */
  console(): string;
}

/** Compiles the C. */
export async function loadStoreDevice(): Promise<StoreDevice> {
  const sources = [...SOURCES.map(projectPath), ...storeSources()];
  const addon = await loadAddon<Addon>('store', sources, INCLUDES.map(projectPath), ['store']);
  const { XsStore } = await import('../../../hal/xs/store.js');
  return {
    make(sectorOctets = 16384) {
      addon.make(sectorOctets);
      return new XsStore();
    },
    restart: () => new XsStore(),
    fail: (result, count) => addon.fail(result, count),
    console: () => addon.take(),
  };
}
