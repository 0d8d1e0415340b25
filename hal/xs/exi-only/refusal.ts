/** What is said where an image of `manifests/exi-only.json` would need XML. */

import { type PeerError, unsupported } from '../../../stack/core/peer-error.js';

/** `codec.no-xml`: the peer's XML is legal, and this build has no codec for it. */
export function noXml(): PeerError {
  return unsupported('codec.no-xml', 'this build speaks EXI alone');
}
