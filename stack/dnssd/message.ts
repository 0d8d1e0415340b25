/** DNS messages as data (RFC 1035 §4, RFC 6762 §18). */
import { equalOctets } from '../core/octets.js';
import { type DnsName, sameName } from './names.js';

export const TYPE_A = 1;
export const TYPE_PTR = 12;
export const TYPE_TXT = 16;
export const TYPE_AAAA = 28;
export const TYPE_SRV = 33;
export const TYPE_NSEC = 47;
export const TYPE_ANY = 255;

export const CLASS_IN = 1;
export const CLASS_ANY = 255;

/** What a record says. Types that are not used here stay octets. */
export type RecordData =
  /** A and AAAA; text without zone. */
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'pointer'; readonly target: DnsName }
  | {
      readonly kind: 'service';
      readonly priority: number;
      readonly weight: number;
      readonly port: number;
      readonly target: DnsName;
    }
  | { readonly kind: 'text'; readonly strings: readonly Uint8Array[] }
  /** The types that exist for the name (RFC 6762 §6.1). */
  | { readonly kind: 'nsec'; readonly next: DnsName; readonly types: readonly number[] }
  | { readonly kind: 'octets'; readonly octets: Uint8Array };

export interface DnsQuestion {
  readonly name: DnsName;
  readonly type: number;
  readonly class: number;
  /** The QU bit: an answer by unicast is welcome (RFC 6762 §5.4). */
  readonly wantsUnicast: boolean;
}

export interface DnsRecord {
  readonly name: DnsName;
  readonly type: number;
  readonly class: number;
  /** The cache-flush bit: this is the whole set of that name and type (RFC 6762 §10.2). */
  readonly isUnique: boolean;
  /** Seconds, 0–2^32−1; 0 says goodbye. */
  readonly ttlS: number;
  readonly data: RecordData;
}

export interface DnsMessage {
  readonly id: number;
  readonly isResponse: boolean;
  readonly opcode: number;
  readonly isAuthoritative: boolean;
  /** TC: in a query, more known answers follow (RFC 6762 §7.2). */
  readonly isTruncated: boolean;
  readonly rcode: number;
  readonly questions: readonly DnsQuestion[];
  readonly answers: readonly DnsRecord[];
  readonly authorities: readonly DnsRecord[];
  readonly additionals: readonly DnsRecord[];
}

/** A name of a type, for messages to people: `PTR`, `SRV`, … or `TYPE64`. */
export function typeName(type: number): string {
  switch (type) {
    case TYPE_A:
      return 'A';
    case TYPE_PTR:
      return 'PTR';
    case TYPE_TXT:
      return 'TXT';
    case TYPE_AAAA:
      return 'AAAA';
    case TYPE_SRV:
      return 'SRV';
    case TYPE_NSEC:
      return 'NSEC';
    case TYPE_ANY:
      return 'ANY';
    default:
      return 'TYPE' + type;
  }
}

/** Whether two values say the same; names have no case. */
export function sameData(a: RecordData, b: RecordData): boolean {
  switch (a.kind) {
    case 'address':
      return b.kind === 'address' && a.address === b.address;
    case 'pointer':
      return b.kind === 'pointer' && sameName(a.target, b.target);
    case 'service':
      return (
        b.kind === 'service' &&
        a.port === b.port &&
        a.priority === b.priority &&
        a.weight === b.weight &&
        sameName(a.target, b.target)
      );
    case 'text':
      return b.kind === 'text' && sameStrings(a.strings, b.strings);
    case 'nsec':
      return b.kind === 'nsec' && sameName(a.next, b.next) && a.types.join() === b.types.join();
    case 'octets':
      return b.kind === 'octets' && equalOctets(a.octets, b.octets);
  }
}

/** Whether two records are one but for the time that they live. */
export function sameRecord(a: DnsRecord, b: DnsRecord): boolean {
  return a.type === b.type && a.class === b.class && sameName(a.name, b.name) && sameData(a.data, b.data);
}

/** Strings of a TXT record; no string at all and one empty string mean the same (RFC 6763 §6.1). */
function sameStrings(a: readonly Uint8Array[], b: readonly Uint8Array[]): boolean {
  if (a.length !== b.length) return isEmptyText(a) && isEmptyText(b);
  for (let i = 0; i < a.length; i++) if (!equalOctets(a[i]!, b[i]!)) return false;
  return true;
}

function isEmptyText(strings: readonly Uint8Array[]): boolean {
  return strings.length === 0 || (strings.length === 1 && strings[0]!.length === 0);
}
