/** What stands for `stack/xml/sink` in an image without XML (`manifests/exi-only.json`): what is to be written has no place to go. */

import { noXml } from './refusal.js';

/** Under the name that the codec asks for. */
export class OctetSink {
  /** @throws PeerError `codec.no-xml`, always */
  constructor() {
    throw noXml();
  }
}

/** Under the name that the codec asks for. */
export class TextSink {
  /** @throws PeerError `codec.no-xml`, always */
  constructor() {
    throw noXml();
  }
}
