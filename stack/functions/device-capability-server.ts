/** DeviceCapability, server half (IEEE 2030.5-2018): the door, with a link to each function set that is served. */

import { EVERYONE } from './resource-tree.js';
import { pollRateOf, type ServerHost } from './server-host.js';
import { TIME_PATH } from './time-server.js';

/** Where discovery leads. */
export const DEVICE_CAPABILITY_PATH = '/dcap';

/** Links by the path that they lead to; a reader is shown those that it may follow. */
const LINKS: readonly (readonly [field: string, path: string])[] = Object.freeze([
  ['DemandResponseProgramListLink', '/dr'],
  ['DERProgramListLink', '/derp'],
  ['ResponseSetListLink', '/rsps'],
  ['TimeLink', TIME_PATH],
  ['UsagePointListLink', '/upt'],
  ['EndDeviceListLink', '/edev'],
  ['MirrorUsagePointListLink', '/mup'],
]);

export function serveDeviceCapability(host: ServerHost): void {
  const fields: Record<string, unknown> = {
    href: DEVICE_CAPABILITY_PATH,
    ...pollRateOf(host.config, 'DeviceCapability'),
  };
  for (let i = 0; i < LINKS.length; i++) {
    const [field, path] = LINKS[i]!;
    if (host.tree.get(path) !== undefined) fields[field] = { href: path };
  }
  host.tree.put(DEVICE_CAPABILITY_PATH, 'DeviceCapability', EVERYONE, fields);
}
