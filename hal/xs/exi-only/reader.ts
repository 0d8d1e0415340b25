/** What stands for `stack/xml/reader` in an image without XML (`manifests/exi-only.json`): it reads nothing. */

import { noXml } from './refusal.js';

/** Under the name that the codec asks for. */
export class XmlReader {
  /** @throws PeerError `codec.no-xml`, always */
  constructor() {
    throw noXml();
  }
}
