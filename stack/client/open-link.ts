/** A device's link to a server: its identity and trust, and the TLS session of an earlier run where it keeps one. */

import { type Endpoint } from '../ports/network.js';
import { TlsClient } from '../tls/client.js';
import { type TlsConfig } from '../tls/config.js';
import { type TlsSession } from '../tls/session.js';
import { type DeviceOptions, type DeviceServices } from './device-options.js';
import { Link } from './link.js';
import { type LinkServices, type LinkTraffic } from './link-services.js';
import { type DeviceMemory } from './memory.js';

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
  const base = { crypto, identity, trust, limits };
  const config: TlsConfig = certificateTimeS === undefined ? base : { ...base, nowS: certificateTimeS };
  const newTls = (session: TlsSession | undefined): TlsClient =>
    new TlsClient(config, session === undefined ? {} : { session });
  const plain: LinkServices = { tcp, scheduler, log, limits, traffic, newTls };
  const kept: LinkServices =
    memory === undefined
      ? plain
      : {
          ...plain,
          loadSession: () => memory.loadSession(serverId),
          keepSession: (session) => memory.saveSession(serverId, session),
        };
  return linkTimes === undefined ? new Link(remote, kept) : new Link(remote, kept, linkTimes);
}
