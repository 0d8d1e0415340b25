/** Short ways to write DNS messages in tests. */
import { HOST_LIMITS } from '../../stack/core/limits.js';
import { fromAscii } from '../../stack/core/octets.js';
import { decodeMessage } from '../../stack/dnssd/decode.js';
import { encodeMessage } from '../../stack/dnssd/encode.js';
import {
  CLASS_IN,
  type DnsMessage,
  type DnsQuestion,
  type DnsRecord,
  type RecordData,
  TYPE_A,
  TYPE_AAAA,
  TYPE_PTR,
  TYPE_SRV,
  TYPE_TXT,
} from '../../stack/dnssd/message.js';

export const INSTANCE = 'Utility._smartenergy._tcp.local';
export const SERVICE = '_smartenergy._tcp.local';
export const HOST = 'server.local';
export const TXT = ['txtvers=1', 'dcap=/dcap', 'https=8443', 'level=-S1'];
export const PEER = { address: '192.0.2.7', port: 5353 };

const EMPTY: DnsMessage = {
  id: 0,
  isResponse: false,
  opcode: 0,
  isAuthoritative: false,
  isTruncated: false,
  rcode: 0,
  questions: [],
  answers: [],
  authorities: [],
  additionals: [],
};

export function message(parts: Partial<DnsMessage>): Uint8Array {
  return encodeMessage({ ...EMPTY, ...parts }, 9000);
}

export function response(...answers: readonly DnsRecord[]): Uint8Array {
  return message({ isResponse: true, answers });
}

export function decode(octets: Uint8Array): DnsMessage {
  return decodeMessage(octets, HOST_LIMITS);
}

export function question(name: string, type: number, wantsUnicast = false): DnsQuestion {
  return { name, type, class: CLASS_IN, wantsUnicast };
}

function record(name: string, type: number, isUnique: boolean, ttlS: number, data: RecordData): DnsRecord {
  return { name, type, class: CLASS_IN, isUnique, ttlS, data };
}

export const ptr = (name: string, target: string, ttlS = 4500): DnsRecord =>
  record(name, TYPE_PTR, false, ttlS, { kind: 'pointer', target });

export const srv = (name: string, port: number, target: string, ttlS = 120): DnsRecord =>
  record(name, TYPE_SRV, true, ttlS, { kind: 'service', priority: 0, weight: 0, port, target });

export const txt = (name: string, strings: readonly string[], ttlS = 4500): DnsRecord =>
  record(name, TYPE_TXT, true, ttlS, { kind: 'text', strings: strings.map(fromAscii) });

export const address = (name: string, text: string, ttlS = 120): DnsRecord =>
  record(name, text.includes(':') ? TYPE_AAAA : TYPE_A, true, ttlS, { kind: 'address', address: text });
