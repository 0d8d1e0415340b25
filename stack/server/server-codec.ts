/** The codec that a server uses: XML and EXI of the 2018 edition, within the server's limits. */

import { ResourceCodec } from '../codec.js';
import { type Limits } from '../core/limits.js';
import { type DocumentCodec } from './document-codec.js';

export function createServerCodec(limits: Limits): DocumentCodec {
  const codec = new ResourceCodec(limits);
  return {
    decode(octets, encoding) {
      return encoding === 'exi' ? codec.decodeExi(octets) : codec.parseXml(octets);
    },
    encode(document, encoding) {
      return encoding === 'exi' ? codec.encodeExi(document) : codec.writeXmlOctets(document);
    },
  };
}
