/** What devices ask of the server of a virtual home, and ways to answer in its place. */

import { type HttpRequest, type HttpResponse } from '../../stack/http/message.js';
import { type VirtualHome } from './virtual-home.js';

export interface AskedRequest {
  readonly atMs: number;
  readonly method: string;
  readonly target: string;
}

/** Notes each request; `instead` may answer in the server's place. */
export function watchRequests(
  home: VirtualHome,
  instead: (request: HttpRequest) => HttpResponse | undefined = () => undefined,
): AskedRequest[] {
  const asked: AskedRequest[] = [];
  const { server } = home.utility;
  const handle = server.handle.bind(server);
  server.handle = (request, peer) => {
    asked.push({ atMs: home.clock.nowMs(), method: request.method, target: request.target });
    return instead(request) ?? handle(request, peer);
  };
  return asked;
}

/** An answer without a body. */
export function bare(status: number, headers: readonly (readonly [string, string])[] = []): HttpResponse {
  return { status, headers: headers.map(([name, value]) => [name, value]), body: new Uint8Array(0) };
}

/** When a path was asked for, s. */
export function timesOf(asked: readonly AskedRequest[], path: string, method: string = 'GET'): number[] {
  return asked
    .filter((request) => request.method === method && request.target.split('?')[0] === path)
    .map((request) => request.atMs / 1000);
}
