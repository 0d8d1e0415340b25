/** Octets of a message head as text: one character an octet, made a run at a time and compared without being made. */

const RUN_OCTETS = 512;

/** Latin-1 text of `octets[start, end)`: what a field value may hold (RFC 9110 §5.5). Octets are not checked here. */
export function latin1(octets: Uint8Array, start: number, end: number): string {
  if (end - start <= RUN_OCTETS) return characters(octets.subarray(start, end));
  let text = '';
  for (let at = start; at < end; at += RUN_OCTETS) {
    text += characters(octets.subarray(at, Math.min(end, at + RUN_OCTETS)));
  }
  return text;
}

/** Writes Latin-1 text at `at` and returns the offset after it. The caller made room and checked the characters. */
export function writeLatin1(text: string, target: Uint8Array, at: number): number {
  for (let i = 0; i < text.length; i++) target[at++] = text.charCodeAt(i);
  return at;
}

/** Whether the octet may stand in a token: method or field name (RFC 9110 §5.6.2). */
export function isTokenOctet(octet: number): boolean {
  if (octet >= 0x61 && octet <= 0x7a) return true;
  if (octet >= 0x41 && octet <= 0x5a) return true;
  if (octet >= 0x30 && octet <= 0x39) return true;
  switch (octet) {
    case 0x21: // !
    case 0x23: // #
    case 0x24: // $
    case 0x25: // %
    case 0x26: // &
    case 0x27: // '
    case 0x2a: // *
    case 0x2b: // +
    case 0x2d: // -
    case 0x2e: // .
    case 0x5e: // ^
    case 0x5f: // _
    case 0x60: // `
    case 0x7c: // |
    case 0x7e: // ~
      return true;
    default:
      return false;
  }
}

/** Whether the octet may stand in a field value: visible, obs-text, space or tab (RFC 9110 §5.5). */
export function isValueOctet(octet: number): boolean {
  return octet >= 0x20 ? octet !== 0x7f : octet === 0x09;
}

/**
 * Checks a header field that the caller of an engine gives.
 *
 * @throws TypeError where it could end the field and begin another: the caller's bug, and a peer's way in.
 */
export function checkField(name: string, value: string): void {
  let sound = name.length > 0;
  for (let i = 0; i < name.length; i++) if (!isTokenOctet(name.charCodeAt(i))) sound = false;
  if (!sound) throw new TypeError('headers: expected a field name that is a token, got "' + name + '"');
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code > 0xff || !isValueOctet(code)) {
      throw new TypeError('headers: expected printable Latin-1 in ' + name + ', got U+' + code.toString(16));
    }
  }
}

/** Whether a comma-separated list holds the token, in any case; `token` in lower case (RFC 9110 §5.6.1). */
export function listHolds(list: string, token: string): boolean {
  let start = 0;
  while (start <= list.length) {
    let end = list.indexOf(',', start);
    if (end < 0) end = list.length;
    if (list.slice(start, end).trim().toLowerCase() === token) return true;
    start = end + 1;
  }
  return false;
}

function characters(octets: Uint8Array): string {
  return String.fromCharCode.apply(undefined, octets as unknown as number[]);
}
