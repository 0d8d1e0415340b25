/**
 * Modules that a manifest binds: adapters and the main program import them by these names, and what they are is the build's choice
 * (`manifests/*.json`). On a board there is no other module of these names.
 */

/** The crypto provider: `crypto-native` (C) or `crypto-noble` (JavaScript), as `sep2 firmware --crypto` says. */
declare module 'crypto' {
  /** The provider, fed by the board's entropy. */
  export function createCrypto(
    entropy: import('../../stack/ports/entropy.js').Entropy,
  ): import('../../stack/ports/crypto.js').CryptoPort;
}

/** The appliance's program: `firmware/<app>/main`, as `sep2 firmware --app` says. */
declare module 'app' {
  /** Starts the program on its board; returns at once. */
  export function start(board: import('../ports/board.js').BoardPorts): void;
}
