/** Drives the HTTP engines with text, whole or cut into single octets. */
import { type Limits, HOST_LIMITS } from '../../stack/core/limits.js';
import { NO_OCTETS, fromAscii, toAscii } from '../../stack/core/octets.js';
import { HttpClientEngine } from '../../stack/http/client-engine.js';
import { type HttpRequest, type HttpResponse } from '../../stack/http/message.js';
import { HttpServerEngine } from '../../stack/http/server-engine.js';

export const OK: HttpResponse = {
  status: 200,
  headers: [['content-type', 'application/sep+xml; level=-S1']],
  body: fromAscii('<a/>'),
};

/** Gives octets one at a time, each in an array that is overwritten afterwards. */
export function feedSingly(engine: { receive(octets: Uint8Array): void }, octets: Uint8Array): void {
  const one = new Uint8Array(1);
  for (const octet of octets) {
    one[0] = octet;
    engine.receive(one);
    one[0] = 0xff;
  }
}

export interface Served {
  readonly requests: readonly HttpRequest[];
  readonly output: string;
  readonly engine: HttpServerEngine;
}

/** A server engine that got `text` and answers every request with `answer`. */
export function serve(
  text: string,
  options: { limits?: Partial<Limits>; singly?: boolean; answer?: HttpResponse } = {},
): Served {
  const engine = new HttpServerEngine({ ...HOST_LIMITS, ...options.limits });
  const octets = Uint8Array.from(text, (c) => c.charCodeAt(0));
  if (options.singly === true) feedSingly(engine, octets);
  else engine.receive(octets);
  const requests: HttpRequest[] = [];
  let output = '';
  for (let request = engine.nextRequest(); request !== undefined; request = engine.nextRequest()) {
    requests.push(request);
    engine.respond(options.answer ?? OK);
  }
  for (let part = engine.takeOutput(); part !== undefined; part = engine.takeOutput()) output += toAscii(part);
  return { requests, output, engine };
}

/** A client engine that asked once for each method and got `text`. */
export function answered(
  text: string,
  options: { limits?: Partial<Limits>; singly?: boolean; methods?: readonly string[]; ended?: boolean } = {},
): { responses: readonly HttpResponse[]; engine: HttpClientEngine } {
  const engine = new HttpClientEngine({ ...HOST_LIMITS, ...options.limits });
  for (const method of options.methods ?? ['GET']) {
    engine.request({ method, target: '/dcap', host: '[::1]:8443', headers: [], body: NO_OCTETS });
  }
  engine.takeOutput();
  const octets = Uint8Array.from(text, (c) => c.charCodeAt(0));
  if (options.singly === true) feedSingly(engine, octets);
  else engine.receive(octets);
  if (options.ended === true) engine.endOfInput();
  const responses: HttpResponse[] = [];
  for (let next = engine.nextResponse(); next !== undefined; next = engine.nextResponse()) responses.push(next);
  return { responses, engine };
}
