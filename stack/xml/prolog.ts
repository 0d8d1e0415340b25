/** What may stand before and after the root element: byte order mark, declaration, comments, white space. */

import { CLASS_OF, SPACE } from './characters.js';
import { type XmlScanner } from './scanner.js';
import { type XmlSource, isAt } from './source.js';

/** Moves to the name of the root element. Octets in another encoding and document types are refused. */
export function readProlog(scanner: XmlScanner): void {
  refuseOtherEncodings(scanner);
  const octets = scanner.octets;
  if (octets[0] === 0xef && octets[1] === 0xbb && octets[2] === 0xbf) scanner.at = 3;
  const start = scanner.at;
  if (isAt(octets, start, start + 5, '<?xml') && (CLASS_OF[octets[start + 5]!]! & SPACE) !== 0)
    readDeclaration(scanner);
  skipMisc(scanner);
  if (scanner.at >= scanner.end) throw scanner.fail('truncated', 'a document without element');
  scanner.at++;
}

/** Refuses anything but comments, instructions and white space after the root element. */
export function readEpilog(scanner: XmlScanner): void {
  skipMisc(scanner);
  if (scanner.at < scanner.end) throw scanner.fail('root', 'a second root element');
}

/** Stops before the "<" of an element, or at the end. */
function skipMisc(scanner: XmlScanner): void {
  const octets = scanner.octets;
  for (;;) {
    while (scanner.at < scanner.end && (CLASS_OF[octets[scanner.at]!]! & SPACE) !== 0) scanner.at++;
    if (scanner.at >= scanner.end) return;
    if (octets[scanner.at] !== 60) {
      throw scanner.fail('text', 'text, ' + scanner.shown(scanner.at) + ', outside of the root element');
    }
    if (octets[scanner.at + 1] !== 33 && octets[scanner.at + 1] !== 63) return;
    scanner.skipAside();
  }
}

/** UTF-16 and UTF-32 are told by their first octets (XML 1.0 appendix F). */
function refuseOtherEncodings(source: XmlSource): void {
  const first = source.octets[0];
  const second = source.octets[1];
  let name = '';
  if (first === 0xfe && second === 0xff) name = 'UTF-16BE';
  else if (first === 0xff && second === 0xfe) name = 'UTF-16LE';
  else if (first === 0 && second === 60) name = 'UTF-16BE';
  else if (first === 60 && second === 0) name = 'UTF-16LE';
  else if (first === 0 && second === 0) name = 'UTF-32BE';
  if (name !== '') throw source.refuse('encoding', 'encoding ' + name + '; only UTF-8 is read', 0);
}

/** `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`: each in its place, the last two may be absent. */
function readDeclaration(scanner: XmlScanner): void {
  const octets = scanner.octets;
  const start = scanner.at;
  const names = ['version', 'encoding', 'standalone'];
  let known = 0;
  let i = start + 5;
  for (;;) {
    const gap = i;
    while (i < scanner.end && (CLASS_OF[octets[i]!]! & SPACE) !== 0) i++;
    if (octets[i] === 63 && octets[i + 1] === 62) break;
    while (known < 3 && !isAt(octets, i, i + names[known]!.length, names[known]!)) {
      if (known === 0) break;
      known++;
    }
    if (i === gap || known === 3 || !isAt(octets, i, i + names[known]!.length, names[known]!)) {
      throw scanner.fail('declaration', scanner.shown(i) + ' in the XML declaration', i);
    }
    i = skipSpaces(scanner, i + names[known]!.length);
    if (octets[i] !== 61) throw scanner.fail('declaration', scanner.shown(i) + ' where "=" must stand', i);
    i = skipSpaces(scanner, i + 1);
    const quote = octets[i];
    const valueStart = ++i;
    if (quote !== 34 && quote !== 39) throw scanner.fail('declaration', 'a value without quotes', i - 1);
    while (i < scanner.end && octets[i] !== quote && octets[i] !== 60) i++;
    if (octets[i] !== quote) throw scanner.fail('declaration', 'a value without end', valueStart);
    checkDeclared(scanner, names[known]!, valueStart, i);
    known++;
    i++;
  }
  if (known === 0) throw scanner.fail('declaration', 'an XML declaration without version', start);
  scanner.at = i + 2;
}

function checkDeclared(scanner: XmlScanner, name: string, start: number, end: number): void {
  const value = scanner.excerpt(start, end);
  if (name === 'version' && value !== '"1.0"') throw scanner.refuse('version', 'XML version ' + value, start);
  if (name === 'encoding') {
    const plain = value.toLowerCase();
    if (plain !== '"utf-8"' && plain !== '"utf8"' && plain !== '"us-ascii"') {
      throw scanner.refuse('encoding', 'encoding ' + value + '; only UTF-8 is read', start);
    }
  }
  if (name === 'standalone' && value !== '"yes"' && value !== '"no"') {
    throw scanner.fail('declaration', 'standalone ' + value, start);
  }
}

function skipSpaces(scanner: XmlScanner, i: number): number {
  while (i < scanner.end && (CLASS_OF[scanner.octets[i]!]! & SPACE) !== 0) i++;
  return i;
}
