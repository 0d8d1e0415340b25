/**
 * What a server says while it works: who asked for what and what came of it, and above all what it means — a device
 * that registered, started an event, measured something. Lines to read, or one JSON object a line.
 */

import { type PeerIdentity } from '../../stack/core/peer-identity.js';
import { type ServerObserver } from '../../stack/functions/server-host.js';
import { type HttpRequest, type HttpResponse, headerValue } from '../../stack/http/message.js';
import { formatSfdi } from '../../stack/tls/identity.js';
import { describeReading, describeStatus } from './wording.js';
import { type TlsLog } from './tls-listener.js';

export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

type Fields = Readonly<Record<string, string | number | boolean | undefined>>;

/** When an event is, seconds of the server's clock. */
export interface EventSpan {
  readonly startS: number;
  readonly durationS: number;
}

export interface ActivityLogOptions {
  readonly level: LogLevel;
  readonly isJson: boolean;
  /** Names by LFDI. */
  readonly names: ReadonlyMap<string, string>;
  /** Names of events by mRID. */
  readonly nameEvent: (mRID: string) => string | undefined;
  readonly write: (line: string) => void;
  /** Milliseconds since 1970-01-01T00:00:00Z for the time stamps. */
  readonly now: () => number;
}

export class ActivityLog implements TlsLog {
  private readonly options: ActivityLogOptions;
  private readonly rank: number;

  constructor(options: ActivityLogOptions) {
    this.options = options;
    this.rank = LOG_LEVELS.indexOf(options.level);
  }

  /** A line of any kind: `text` for people, `kind` and `fields` for programs. */
  say(level: LogLevel, kind: string, text: string, fields: Fields = {}): void {
    if (LOG_LEVELS.indexOf(level) > this.rank) return;
    const time = new Date(this.options.now()).toISOString();
    // What a peer names, a path or a subject, stays on its line and moves no cursor.
    const plain = text.replace(/\p{Cc}/gu, ' ');
    const line = this.options.isJson ? JSON.stringify({ time, kind, ...fields }) : `${time.slice(11, 19)}  ${plain}`;
    this.options.write(line + '\n');
  }

  onConnected(peer: PeerIdentity, remote: string, isResumed: boolean): void {
    const how = isResumed ? 'resumed a session' : 'connected';
    this.say('debug', 'connected', `${this.nameColumn(peer)} ${how} from ${remote}`, {
      ...this.who(peer),
      remote,
      isResumed,
    });
  }

  onDisconnected(peer: PeerIdentity, remote: string): void {
    this.say('debug', 'disconnected', `${this.nameColumn(peer)} left`, { ...this.who(peer), remote });
  }

  onRefused(remote: string, reason: string): void {
    this.say('warn', 'tls-refused', `${remote} was refused: ${reason}`, { remote, reason });
  }

  /** A request and its answer. */
  onRequest(request: HttpRequest, response: HttpResponse, peer: PeerIdentity | undefined): void {
    const isGood = response.status < 400;
    const media = headerValue(response.headers, 'content-type')?.includes('exi') === true ? 'EXI' : 'XML';
    const { method, target } = request;
    const { status } = response;
    const sent = request.body.length;
    const received = response.body.length;
    const sizes = sent > 0 ? `${sent} → ${received}` : `${received}`;
    const text = `${this.nameColumn(peer)} ${method.padEnd(6)} ${target.padEnd(32)} ${status}  ${sizes} octets ${media}`;
    const location = headerValue(response.headers, 'location');
    const fields = { ...this.who(peer), method, path: target, status, sent, received, media, location };
    this.say(isGood ? 'info' : 'warn', 'request', text, fields);
  }

  /** An event of a scenario is on the server from now on. */
  onPublished(path: string, mRID: string, { startS, durationS }: EventSpan): void {
    const name = this.options.nameEvent(mRID);
    const begin = new Date(startS * 1000).toISOString().slice(11, 19);
    const text = `${'—'.padEnd(16)} event "${name ?? mRID}" is published: from ${begin}, ${durationS} s`;
    this.say('info', 'published', text, { path, mRID, name, startS, durationS });
  }

  /** What the server's function sets tell, in words. */
  observer(): ServerObserver {
    return {
      onRegistered: (path, peer) => {
        this.say('info', 'registered', `${this.nameColumn(peer)} registered itself as ${path}`, {
          ...this.who(peer),
          path,
        });
      },
      onResponse: (response) => {
        const { lfdi, mRID, status, createdS, eventPath } = response;
        const event = this.options.nameEvent(mRID) ?? mRID;
        const meaning = describeStatus(status);
        const text = `${this.nameColumn({ lfdi })} event "${event}": ${meaning}`;
        this.say('info', 'response', text, {
          ...this.who({ lfdi }),
          mRID,
          name: this.options.nameEvent(mRID),
          event: eventPath,
          status,
          meaning,
          createdS,
        });
      },
      onReading: ({ lfdi, path, readingType, reading }) => {
        const meaning = describeReading(readingType, reading);
        this.say('info', 'reading', `${this.nameColumn({ lfdi })} reads ${meaning}`, {
          ...this.who({ lfdi }),
          path,
          meaning,
        });
      },
      onReport: (entry, lfdi) => {
        const { kind, path } = entry;
        this.say('info', 'report', `${this.nameColumn({ lfdi })} tells its ${kind}`, {
          ...this.who({ lfdi }),
          type: kind,
          path,
        });
      },
      onPosted: (entry, lfdi) => {
        const { kind, path } = entry;
        this.say('info', 'posted', `${this.nameColumn({ lfdi })} posts a ${kind}`, {
          ...this.who({ lfdi }),
          type: kind,
          path,
        });
      },
      onRefusal: (target, status, detail) => {
        if (detail !== '')
          this.say('debug', 'refusal', `${target}: ${status}, ${detail}`, { path: target, status, detail });
      },
      onEventStatus: (path, mRID, status) => {
        const names = ['scheduled', 'active', 'cancelled', 'cancelled with randomisation'];
        const meaning = names[status] ?? String(status);
        const name = this.options.nameEvent(mRID);
        const text = `${'—'.padEnd(16)} event "${name ?? mRID}" is ${meaning}`;
        this.say('info', 'event', text, { path, mRID, name, status, meaning });
      },
    };
  }

  private nameColumn(peer: { readonly lfdi: string; readonly sfdi?: number } | undefined): string {
    if (peer === undefined) return 'nobody'.padEnd(16);
    const name = this.options.names.get(peer.lfdi);
    const fallback = peer.sfdi === undefined ? peer.lfdi.slice(0, 15) : formatSfdi(peer.sfdi);
    return (name ?? fallback).padEnd(16);
  }

  private who(peer: { readonly lfdi: string } | undefined): Fields {
    return peer === undefined ? {} : { device: this.options.names.get(peer.lfdi), lfdi: peer.lfdi };
  }
}
