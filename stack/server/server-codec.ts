/** The codec that a server uses: XML and EXI of the 2018 edition, within the server's limits. */

import { decodeExi, encodeExi, parseXml, writeXmlOctets } from '../codec.js';
import { type Limits } from '../core/limits.js';
import { type DocumentCodec } from './document-codec.js';

export function createServerCodec(limits: Limits): DocumentCodec {
  const options = { limits };
  return {
    decode(octets, encoding) {
      return encoding === 'exi' ? decodeExi(octets, options) : parseXml(octets, options);
    },
    encode(document, encoding) {
      return encoding === 'exi' ? encodeExi(document, options) : writeXmlOctets(document);
    },
  };
}
