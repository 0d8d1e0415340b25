/** A utility server on a hand-turned clock, and short ways to ask it. */

import { HOST_LIMITS, type Limits } from '../../stack/core/limits.js';
import { type PeerIdentity } from '../../stack/core/peer-identity.js';
import { type ServerConfig, type ServerObserver } from '../../stack/functions/server-host.js';
import { headerValue, type HttpHeaders, type HttpResponse } from '../../stack/http/message.js';
import { XML_CONTENT_TYPE } from '../../stack/http/negotiation.js';
import { type DocumentCodec } from '../../stack/server/document-codec.js';
import { createServerCodec } from '../../stack/server/server-codec.js';
import { UtilityServer } from '../../stack/server/utility-server.js';

/** 2026-07-01T00:00:00Z. */
export const START_S = 1782864000;

/** Two devices and a stranger; the numbers are no real hash, and nothing here looks at that. */
export const ALICE: PeerIdentity = { lfdi: 'A'.repeat(40), sfdi: 100000000019 };
export const BOB: PeerIdentity = { lfdi: 'B'.repeat(40), sfdi: 200000000027 };
export const STRANGER: PeerIdentity = { lfdi: 'C'.repeat(40), sfdi: 300000000035 };

export interface Answer {
  readonly status: number;
  readonly headers: HttpHeaders;
  /** The document, `undefined` for an empty body. */
  readonly document: Record<string, any> | undefined; // eslint-disable-line @typescript-eslint/no-explicit-any
  readonly location: string | undefined;
}

export class UtilityBench {
  nowS = START_S;
  readonly server: UtilityServer;
  private readonly codec: DocumentCodec;
  private drawn = 0;

  constructor(
    options: {
      config?: Partial<ServerConfig>;
      observer?: ServerObserver;
      limits?: Limits;
      codec?: DocumentCodec;
    } = {},
  ) {
    this.codec = options.codec ?? createServerCodec(options.limits ?? HOST_LIMITS);
    this.server = new UtilityServer({
      clock: { nowS: () => this.nowS },
      entropy: { fill: (target) => this.draw(target) },
      limits: options.limits ?? HOST_LIMITS,
      codec: this.codec,
      config: options.config ?? {},
      observer: options.observer ?? {},
    });
  }

  get(target: string, peer: PeerIdentity | undefined = ALICE, accept: string = XML_CONTENT_TYPE): Answer {
    return this.ask('GET', target, peer, undefined, [['accept', accept]]);
  }

  post(target: string, document: object, peer: PeerIdentity | undefined = ALICE): Answer {
    return this.ask('POST', target, peer, document);
  }

  put(target: string, document: object, peer: PeerIdentity | undefined = ALICE): Answer {
    return this.ask('PUT', target, peer, document);
  }

  ask(
    method: string,
    target: string,
    peer: PeerIdentity | undefined,
    document?: object,
    headers: HttpHeaders = [['content-type', XML_CONTENT_TYPE]],
  ): Answer {
    const body = document === undefined ? new Uint8Array(0) : this.codec.encode(document as never, 'xml');
    return this.read(this.server.handle({ method, target, headers, body }, peer));
  }

  private read(response: HttpResponse): Answer {
    const document = response.body.length === 0 ? undefined : this.codec.decode(response.body, 'xml');
    const location = headerValue(response.headers, 'location');
    return { status: response.status, headers: response.headers, document, location };
  }

  /** Counts up, so that a test can tell the order in which mRIDs were drawn. */
  private draw(target: Uint8Array): void {
    target.fill(0);
    this.drawn++;
    new DataView(target.buffer, target.byteOffset).setUint32(target.length - 4, this.drawn);
  }
}
