/** Status codes: the phrase that goes with each, which of them forbid a body, and which one answers which refusal. */
import { type PeerError } from '../core/peer-error.js';

const PHRASES: Readonly<Record<number, string>> = Object.freeze({
  100: 'Continue',
  200: 'OK',
  201: 'Created',
  204: 'No Content',
  301: 'Moved Permanently',
  302: 'Found',
  304: 'Not Modified',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  408: 'Request Timeout',
  409: 'Conflict',
  411: 'Length Required',
  413: 'Content Too Large',
  414: 'URI Too Long',
  415: 'Unsupported Media Type',
  417: 'Expectation Failed',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  503: 'Service Unavailable',
  505: 'HTTP Version Not Supported',
});

/** What a refusal of the engine is answered with; a code that is not here is answered by its blame. */
const REFUSALS: Readonly<Record<string, number>> = Object.freeze({
  'http.uri-too-long': 414,
  'http.head-too-large': 431,
  'http.too-many-headers': 431,
  'http.trailer-too-large': 431,
  'http.body-too-large': 413,
  'http.transfer-coding': 501,
  'http.method': 501,
  'http.version': 505,
  'http.expectation': 417,
  'http.pipeline-too-long': 503,
  'http.not-acceptable': 406,
  'http.media-type': 415,
});

/** The reason phrase of a status (RFC 9110 §15); empty where it has none here. */
export function reasonPhrase(status: number): string {
  return PHRASES[status] ?? '';
}

/** Whether an answer of this status has no body at all (RFC 9110 §15.2, §15.3.5, §15.4.5). */
export function forbidsBody(status: number): boolean {
  return status < 200 || status === 204 || status === 304;
}

/** The status that answers a refusal: 400 for what is malformed or misbehaves, 501 for what is not built here. */
export function refusalStatus(error: PeerError): number {
  const status = REFUSALS[error.code];
  if (status !== undefined) return status;
  if (error.blame === 'unsupported') return 501;
  return error.blame === 'limit' ? 413 : 400;
}
