/** A device's link to a server: its identity and trust, and the TLS session of an earlier run where it keeps one. */

import { type Endpoint } from '../ports/network.js';
import { type DeviceOptions, type DeviceServices } from './device-options.js';
import { Link } from './link.js';
import { DEFAULT_LINK_TIMES, type LinkServices, type LinkTraffic } from './link-services.js';
import { type DeviceMemory } from './memory.js';
import { HeldSession, StoredSession } from './session-keeper.js';

/**
 * Makes a link; it connects when it is first asked for something.
 *
 * @param serverId under which the session is kept
 */
export function openLink(
  serverId: string,
  remote: Endpoint,
  services: DeviceServices,
  options: DeviceOptions,
  traffic: LinkTraffic,
  memory: DeviceMemory | undefined,
): Link {
  const { tcp, scheduler, log, limits, crypto } = services;
  const { identity, trust, certificateTimeS, linkTimes } = options;
  const sessions = memory === undefined ? new HeldSession() : new StoredSession(memory, serverId);
  const base: LinkServices = { crypto, identity, trust, limits, tcp, scheduler, log, traffic, sessions };
  const dated = certificateTimeS === undefined ? base : { ...base, nowS: certificateTimeS };
  return new Link(remote, dated, linkTimes ?? DEFAULT_LINK_TIMES);
}
