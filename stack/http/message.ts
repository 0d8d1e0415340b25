/** HTTP messages as the engines hand them over: data, no behaviour (RFC 9110, RFC 9112). */

/** Header fields in order: lower-case name, trimmed value. */
export type HttpHeaders = readonly (readonly [name: string, value: string])[];

export interface HttpRequest {
  /** Upper-case token: GET, HEAD, PUT, POST, DELETE, or what the peer sent. */
  readonly method: string;
  /** The request target in origin form, undecoded: path and query. */
  readonly target: string;
  readonly headers: HttpHeaders;
  readonly body: Uint8Array;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: HttpHeaders;
  readonly body: Uint8Array;
}

/** The first value of a header, name in lower case; `undefined` where it is absent. */
export function headerValue(headers: HttpHeaders, name: string): string | undefined {
  for (let i = 0; i < headers.length; i++) if (headers[i]![0] === name) return headers[i]![1];
  return undefined;
}
