/** The provider of the board, `hal/xs/crypto-native`, on Node: its C runs in a process of its own. */

import { randomFillSync } from 'node:crypto';
import { register } from 'node:module';

import { type CryptoPort } from '../../stack/ports/crypto.js';
import { type Entropy } from '../../stack/ports/entropy.js';
import { DRIVER_TARGETS, type DriverTarget } from './crypto-driver.js';

type CreateCrypto = (entropy: Entropy) => CryptoPort;

const HOOK = `
  export function resolve(specifier, context, next) {
    if (specifier !== './native/crypto.js') return next(specifier, context);
    const bridge = new URL('${new URL('native-crypto-bridge.js', import.meta.url).href}');
    bridge.search = new URL(context.parentURL).search;
    return { url: bridge.href, shortCircuit: true };
  }`;

register('data:text/javascript,' + encodeURIComponent(HOOK));

/** The factory of the native provider with its C compiled for `target`. */
export async function loadNativeCrypto(target: DriverTarget): Promise<CreateCrypto> {
  const module = (await import(`../../hal/xs/crypto-native.js?${target}`)) as { createCrypto: CreateCrypto };
  return module.createCrypto;
}

/** The native provider for each machine that this one can be. */
export const NATIVE_PROVIDERS: readonly CryptoPort[] = await Promise.all(DRIVER_TARGETS.map(nativeProvider));

async function nativeProvider(target: DriverTarget): Promise<CryptoPort> {
  const createCrypto = await loadNativeCrypto(target);
  const crypto = createCrypto({ fill: (octets) => void randomFillSync(octets) });
  return Object.defineProperty(crypto, 'name', { value: `native (${target})` });
}
