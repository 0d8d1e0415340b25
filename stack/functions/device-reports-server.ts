/**
 * What a device tells of itself, server halves: resources that it puts (DeviceInformation, DeviceStatus, DERCapability,
 * DERSettings, DERStatus, DERAvailability) and lists that it posts to (LogEvent, LoadShedAvailability). IEEE 2030.5-2018.
 */

import { elementOfKind, type ResourceKind } from './method-table.js';
import { audienceOfDevice } from './resource-tree.js';
import { trimList } from './response-server.js';
import { type Call, fieldsAt, pollRateOf, refuseValues, type Reply, type ServerHost } from './server-host.js';

/** Resources that are the device's own words: a PUT replaces them whole. */
const PUT_KINDS: readonly ResourceKind[] = Object.freeze([
  'DeviceInformation',
  'DeviceStatus',
  'DERCapability',
  'DERSettings',
  'DERStatus',
  'DERAvailability',
]);

/** Lists that the device fills, and what stands in them. */
const POST_KINDS: readonly (readonly [list: ResourceKind, item: ResourceKind, order: 'oldest-first'])[] = Object.freeze(
  [
    ['LogEventList', 'LogEvent', 'oldest-first'],
    ['LoadShedAvailabilityList', 'LoadShedAvailability', 'oldest-first'],
  ],
);

export function serveDeviceReports(host: ServerHost): void {
  for (let i = 0; i < PUT_KINDS.length; i++) host.handle(PUT_KINDS[i]!, { put: (call) => replace(host, call) });
  for (let i = 0; i < POST_KINDS.length; i++) {
    const [list, item, order] = POST_KINDS[i]!;
    host.handle(list, { post: (call) => append(host, call, item, order) });
    host.handle(item, {
      delete(call): Reply {
        host.tree.remove(call.entry.path);
        return { status: 204 };
      },
    });
  }
}

/** The first PUT makes the resource (201, RFC 9110 §9.3.4); later ones replace it (204). */
function replace(host: ServerHost, call: Call): Reply {
  const { entry, document, peer } = call;
  if (document.$element !== elementOfKind(entry.kind)) {
    return refuseValues('a ' + document.$element + ' does not stand at ' + entry.path);
  }
  const { lFDI } = document as { lFDI?: string };
  if (lFDI !== undefined && lFDI !== peer.lfdi) return refuseValues('lFDI is not that of the certificate');
  const isFirst = !('href' in entry.fields);
  const fields = { ...fieldsAt(entry.path, document), ...pollRateOf(host.config, entry.kind) };
  const stored = host.tree.put(entry.path, entry.kind, entry.audience, fields);
  host.observer.onReport?.(stored, peer.lfdi);
  return isFirst ? { status: 201, location: entry.path } : { status: 204 };
}

function append(host: ServerHost, call: Call, kind: ResourceKind, order: 'oldest-first'): Reply {
  const { entry, document, peer } = call;
  if (document.$element !== kind) return refuseValues('a ' + document.$element + ' does not stand in ' + entry.path);
  const path = entry.path + '/' + host.tree.nextId(entry.path);
  const audience = audienceOfDevice(peer.lfdi);
  const stored = host.tree.put(path, kind, audience, fieldsAt(path, document));
  host.tree.place(entry.path, path);
  trimList(host, entry.path, audience, host.config.maxPostedItems, order);
  host.observer.onPosted?.(stored, peer.lfdi);
  return { status: 201, location: path };
}
