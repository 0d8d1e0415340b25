/** Why a root is not read. */

import { type PeerError } from '../core/peer-error.js';
import { type Schema } from '../model/schema.js';
import { SEP_NAMESPACE, knownNamespace } from './namespaces.js';
import { type XmlScanner } from './scanner.js';

/** The root is in another namespace: which one, and whose that is. */
export function wrongNamespace(scanner: XmlScanner): PeerError {
  const prefixEnd = scanner.localStart === scanner.nameStart ? scanner.nameStart : scanner.localStart - 1;
  const uri = scanner.namespaceOf(scanner.nameStart, prefixEnd);
  const known = knownNamespace(uri);
  const element = '<' + scanner.span(scanner.localStart, scanner.nameEnd) + '>';
  const shown = uri === '' ? 'no namespace' : 'namespace "' + uri.slice(0, 80) + '"';
  const who = known === undefined ? ', unknown here' : uri === '' ? '' : ', ' + known.name;
  const detail = element + ' is in ' + shown + who + '; read here is "' + SEP_NAMESPACE + '"';
  return scanner.refuse('namespace', detail, scanner.nameStart);
}

/** The root is in our namespace, and no global element of this build. */
export function unknownRoot(scanner: XmlScanner, schema: Schema, name: string): PeerError {
  const shown = name.slice(0, 60);
  const dropped = schema.isDropped(name);
  const detail = dropped ? shown + ' was left out of this build' : shown + ' is no element of ' + schema.edition;
  return scanner.refuse(dropped ? 'dropped' : 'element', detail, scanner.nameStart);
}
