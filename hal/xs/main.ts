/**
 * The first module of an image: makes the board's ports and starts the appliance's program on them.
 *
 * Nothing is made before `start`: an image is laid out on a host, where no board is.
 */

import { start as startProgram } from 'app';
import { createCrypto } from 'crypto';

import { XsEntropy } from './entropy.js';
import { XsLog } from './log.js';
import { XsPins } from './pins.js';
import { XsScheduler } from './scheduler.js';
import { XsStore } from './store.js';
import { XsTcpPort } from './tcp.js';
import { XsUdpPort } from './udp.js';

/** Called once by `main.c`, when the board and its link are up. */
export function start(): void {
  const log = new XsLog();
  const entropy = new XsEntropy();
  startProgram({
    tcp: new XsTcpPort(),
    udp: new XsUdpPort(),
    scheduler: new XsScheduler(),
    entropy,
    crypto: createCrypto(entropy),
    log,
    store: new XsStore(),
    pins: new XsPins(log),
  });
}
