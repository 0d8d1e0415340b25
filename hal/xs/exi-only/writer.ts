/** What stands for `stack/xml/writer` in an image without XML (`manifests/exi-only.json`): it writes nothing. */

import { noXml } from './refusal.js';

/** @throws PeerError `codec.no-xml`, always */
export function writeXmlTo(): never {
  throw noXml();
}
