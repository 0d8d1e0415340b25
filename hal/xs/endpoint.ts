/** What both network adapters refuse. */

import { type Endpoint, type IpFamily } from '../../stack/ports/network.js';
import { family as familyOf } from './native/tcp.js';

/** The address's family. RangeError for a name or an impossible port: a caller's bug. `leastPort` is 0 where any will do. */
export function checkEndpoint(argument: string, endpoint: Endpoint, leastPort: 0 | 1): IpFamily {
  const { address, port } = endpoint;
  const family = familyOf(address);
  if (family !== 4 && family !== 6) {
    throw new RangeError(argument + '.address: expected an IPv4 or IPv6 address, got "' + address + '"');
  }
  if (!Number.isInteger(port) || port < leastPort || port > 65535) {
    throw new RangeError(argument + '.port: expected an integer from ' + leastPort + ' to 65535, got ' + port);
  }
  return family;
}
