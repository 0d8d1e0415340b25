/** The host's date. Only a server that serves Time asks for it. */

import { type WallClock } from '../../stack/ports/wall-clock.js';

/** The host's clock. POSIX time counts no leap seconds, as TimeType asks. */
export const NODE_WALL_CLOCK: WallClock = Object.freeze({
  nowS(): number {
    return Date.now() / 1000;
  },
});
