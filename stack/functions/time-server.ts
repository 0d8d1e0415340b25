/** Time, server half (IEEE 2030.5-2018 Time): the server's clock, by which its events are judged. */

import { EVERYONE } from './resource-tree.js';
import { pollRateOf, type ServerHost } from './server-host.js';

/** Where Time stands. */
export const TIME_PATH = '/tm';

export function serveTime(host: ServerHost): void {
  const { config } = host;
  host.tree.put(TIME_PATH, 'Time', EVERYONE, { href: TIME_PATH, ...pollRateOf(config, 'Time') });
  host.handle('Time', {
    read(entry, nowS): object {
      const currentTime = Math.floor(nowS);
      const isSummer = currentTime >= config.dstStartS && currentTime < config.dstEndS;
      return {
        ...entry.fields,
        currentTime,
        dstEndTime: config.dstEndS,
        dstOffset: config.dstOffsetS,
        dstStartTime: config.dstStartS,
        localTime: currentTime + config.tzOffsetS + (isSummer ? config.dstOffsetS : 0),
        quality: config.timeQuality,
        tzOffset: config.tzOffsetS,
      };
    },
  });
}
