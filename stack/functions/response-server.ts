/**
 * Responses, server half (IEEE 2030.5-2018 Response): one ResponseSet a program, to which devices post what became of an
 * event. A response is taken only from the device that it speaks of, for an event of that program, with a status of the
 * standard; anything else is 400 with an Error.
 */

import { type EventBook, type Subject } from './event-server.js';
import { type ResourceKind } from './method-table.js';
import { type Audience, audienceOfDevice, REGISTERED } from './resource-tree.js';
import { type Call, fieldsAt, putList, refuseValues, type Reply, type ServerHost } from './server-host.js';

const ROOT = '/rsps';

/** Response.status of the 2018 edition. */
export const RESPONSE_STATUSES: readonly number[] = Object.freeze([
  1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 252, 253, 254,
]);

/** The type of response that goes with each family of events; the plain one goes with all. */
const TYPE_OF_FAMILY = Object.freeze({ EndDeviceControl: 'DrResponse', DERControl: 'DERControlResponse' } as const);

interface ResponseFields {
  readonly createdDateTime?: number;
  readonly endDeviceLFDI: string;
  readonly status?: number;
  readonly subject: string;
}

export class ResponseDesk {
  private readonly host: ServerHost;
  private events: EventBook | undefined;

  constructor(host: ServerHost) {
    this.host = host;
    putList(host, ROOT, 'ResponseSetList', REGISTERED);
    host.handle('ResponseList', { post: (call) => this.take(call) });
  }

  /** Events are looked up here. */
  attach(events: EventBook): void {
    this.events = events;
  }

  /** Opens a ResponseSet and returns where responses go (`replyTo`). */
  open(mRID: string, description: string | undefined, audience: Audience): string {
    const { tree } = this.host;
    const path = ROOT + '/' + tree.nextId(ROOT);
    const list = path + '/rsp';
    const named = description === undefined ? {} : { description };
    tree.put(path, 'ResponseSet', audience, { href: path, mRID, ...named, ResponseListLink: { href: list } });
    tree.place(ROOT, path);
    putList(this.host, list, 'ResponseList', audience);
    return list;
  }

  /** Removes a ResponseSet and what was posted to it. */
  close(replyTo: string): void {
    this.host.tree.remove(replyTo.slice(0, replyTo.lastIndexOf('/')));
  }

  private take(call: Call): Reply {
    const type = call.document.$type ?? call.document.$element;
    const fields = call.document as unknown as ResponseFields;
    const subject = this.events?.subject(fields.subject);
    const wrong = this.findWrong(call, type, fields, subject);
    if (wrong !== undefined) return refuseValues(wrong);
    const { tree, config, observer } = this.host;
    const list = call.entry.path;
    const path = list + '/' + tree.nextId(list);
    const audience = audienceOfDevice(call.peer.lfdi);
    tree.put(path, type as ResourceKind, audience, fieldsAt(path, call.document));
    tree.place(list, path);
    trimList(this.host, list, audience, config.maxPostedItems, 'newest-first');
    observer.onResponse?.({
      lfdi: call.peer.lfdi,
      mRID: fields.subject,
      eventPath: subject!.isGone ? undefined : subject!.path,
      status: fields.status!,
      createdS: fields.createdDateTime,
      receivedS: call.nowS,
      path,
    });
    return { status: 201, location: path };
  }

  private findWrong(
    call: Call,
    type: string,
    fields: ResponseFields,
    subject: Subject | undefined,
  ): string | undefined {
    if (fields.endDeviceLFDI !== call.peer.lfdi) return 'endDeviceLFDI is not that of the certificate';
    if (subject === undefined) return 'subject ' + fields.subject + ' is no event of this server';
    if (subject.replyTo !== call.entry.path) return 'subject ' + fields.subject + ' is answered at ' + subject.replyTo;
    if (type !== 'Response' && type !== TYPE_OF_FAMILY[subject.family]) {
      return type + ' does not answer a ' + subject.family;
    }
    if (fields.status === undefined || RESPONSE_STATUSES.indexOf(fields.status) < 0) {
      return 'status ' + fields.status + ' is not one of the standard';
    }
    return undefined;
  }
}

/** Removes the oldest items of one audience's part of a list, so that at most `most` stay. */
export function trimList(
  host: ServerHost,
  list: string,
  audience: Audience,
  most: number,
  direction: 'newest-first' | 'oldest-first',
): void {
  const reader = [audience];
  const count = host.tree.count(list, reader);
  if (count <= most) return;
  const excess = count - most;
  const start = direction === 'oldest-first' ? 0 : most;
  const oldest = host.tree.page(list, reader, { start, limit: excess, after: undefined });
  for (let i = 0; i < oldest.length; i++) host.tree.remove(oldest[i]!.path);
}
