/** The codec as the server core sees it: documents to octets and back, in either encoding. */

import { type Encoding } from '../http/negotiation.js';
import { type Sep2Resource } from '../model/2018/types.gen.js';

export interface DocumentCodec {
  /** @throws PeerError where the octets are no document, or pass a limit. */
  decode(octets: Uint8Array, encoding: Encoding): Sep2Resource;
  encode(document: Sep2Resource, encoding: Encoding): Uint8Array;
}
