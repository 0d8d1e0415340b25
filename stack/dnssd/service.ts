/** The service `_smartenergy._tcp`: its names, sub-types and TXT record (IEEE 2030.5-2018 resource discovery, RFC 6763). */
import { decodeUtf8, encodeUtf8 } from '../core/utf8.js';
import { type DnsName, escapeLabel } from './names.js';

export const SERVICE_TYPE = '_smartenergy._tcp';

/** Function sets that a server may advertise as sub-types; `edev-<SFDI>` comes besides. */
export const SUB_TYPES: readonly string[] = Object.freeze([
  'bill',
  'derp',
  'dr',
  'edev',
  'file',
  'msg',
  'mup',
  'ppy',
  'rsps',
  'sdev',
  'tm',
  'tp',
  'upt',
]);

const HTTPS_PORT = 443;

/** What the TXT record of a server says. */
export interface SmartEnergyText {
  /** Path of the server's DeviceCapability. */
  readonly dcap: string;
  /** Path of the resource that the sub-type stands for. */
  readonly path: string | undefined;
  /** Port of HTTPS; `undefined` where the server speaks plain HTTP alone, on the port of the SRV record. */
  readonly tlsPort: number | undefined;
  /** `-S1`: the 2018 schema; `+` where extensions are taken. */
  readonly level: string | undefined;
}

/** `_smartenergy._tcp.local` */
export function serviceName(domain: string): DnsName {
  return SERVICE_TYPE + '.' + domain;
}

/** `_edev._sub._smartenergy._tcp.local` */
export function subTypeName(subType: string, domain: string): DnsName {
  return '_' + escapeLabel(subType) + '._sub.' + serviceName(domain);
}

/** The sub-type under which a server is found that knows an end device: `edev-167261211391`. SFDI: 12 digits. */
export function edevSubType(sfdi: number): string {
  if (!(sfdi >= 0 && sfdi <= 687194767359) || sfdi % 1 !== 0) {
    throw new RangeError('sfdi: expected an integer in 0–687194767359, got ' + sfdi);
  }
  const digits = String(sfdi);
  return 'edev-' + '000000000000'.slice(digits.length) + digits;
}

/** `name._smartenergy._tcp.local` */
export function instanceName(instance: string, domain: string): DnsName {
  return escapeLabel(instance) + '.' + serviceName(domain);
}

/** The strings of a TXT record, `txtvers` first. */
export function writeText(text: SmartEnergyText): Uint8Array[] {
  const strings = ['txtvers=1', 'dcap=' + text.dcap];
  if (text.path !== undefined) strings.push('path=' + text.path);
  if (text.tlsPort !== undefined) strings.push(text.tlsPort === HTTPS_PORT ? 'https=' : 'https=' + text.tlsPort);
  if (text.level !== undefined) strings.push('level=' + text.level);
  const octets: Uint8Array[] = [];
  for (let i = 0; i < strings.length; i++) {
    const encoded = encodeUtf8(strings[i]!);
    if (encoded.length > 255)
      throw new RangeError('text: expected strings of at most 255 octets, got ' + encoded.length);
    octets.push(encoded);
  }
  return octets;
}

/**
 * Reads a TXT record. Keys have no case, the first of a kind counts, unknown ones are passed over (RFC 6763 §6.4).
 *
 * @returns the reason as text where the record must be ignored: `txtvers` is not first or not 1, `dcap` is missing, or a
 * value cannot be.
 */
export function parseText(strings: readonly Uint8Array[]): SmartEnergyText | string {
  const pairs: [string, string | undefined][] = [];
  for (let i = 0; i < strings.length; i++) {
    const text = decodeUtf8(strings[i]!);
    if (text === undefined) continue;
    const equals = text.indexOf('=');
    if (equals === 0 || text === '') continue;
    if (equals < 0) pairs.push([text.toLowerCase(), undefined]);
    else pairs.push([text.slice(0, equals).toLowerCase(), text.slice(equals + 1)]);
  }
  if (pairs.length === 0) return 'the TXT record is empty';
  if (pairs[0]![0] !== 'txtvers') return 'txtvers is not the first key of the TXT record';
  if (pairs[0]![1] !== '1') return 'txtvers is ' + (pairs[0]![1] ?? 'empty') + ', not 1';
  const dcap = find(pairs, 'dcap')?.[1];
  if (dcap === undefined || dcap === '') return 'the TXT record has no dcap';
  if (dcap.charCodeAt(0) !== 47) return 'dcap is no path: ' + dcap;
  const https = find(pairs, 'https');
  const tlsPort = https === undefined ? undefined : parsePort(https[1]);
  if (tlsPort === 0) return 'https is no port: ' + String(https![1]);
  return { dcap, path: find(pairs, 'path')?.[1], tlsPort, level: find(pairs, 'level')?.[1] };
}

function find(pairs: readonly [string, string | undefined][], key: string): [string, string | undefined] | undefined {
  for (let i = 0; i < pairs.length; i++) if (pairs[i]![0] === key) return pairs[i]!;
  return undefined;
}

/** 443 for nothing, the number of 1–65535, 0 for anything else. */
function parsePort(text: string | undefined): number {
  if (text === undefined || text === '') return HTTPS_PORT;
  let port = 0;
  for (let i = 0; i < text.length && port < 65536; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return 0;
    port = port * 10 + digit;
  }
  return port < 65536 ? port : 0;
}
