/** EXI of the benchmark documents, decoded and encoded again by codecs that have done so before. */

import { DER_CONTROL_LIST, DEVICE_CAPABILITY } from 'bench-data';

import { BOARD_LIMITS } from '../../../stack/core/limits.js';
import { equalOctets } from '../../../stack/core/octets.js';
import { ExiDecoder } from '../../../stack/exi/decoder.js';
import { ExiEncoder } from '../../../stack/exi/encoder.js';
import { SCHEMA_2018 } from '../../../stack/model/2018/schema-2018.js';
import { Meter, report } from './meter.js';

export function measureCodec(): void {
  const decoder = new ExiDecoder(SCHEMA_2018, BOARD_LIMITS);
  const encoder = new ExiEncoder(SCHEMA_2018, BOARD_LIMITS);
  measureDocument('device-capability', DEVICE_CAPABILITY, decoder, encoder);
  measureDocument('der-control-list-10', DER_CONTROL_LIST, decoder, encoder);
}

function measureDocument(name: string, exi: Uint8Array, decoder: ExiDecoder, encoder: ExiEncoder): void {
  const decoding = new Meter();
  const encoding = new Meter();
  encoder.encode(decoder.decode(exi, 0, exi.length));
  decoding.start();
  const document = decoder.decode(exi, 0, exi.length);
  decoding.stop();
  encoding.start();
  const octets = encoder.encode(document);
  encoding.stop();
  if (!equalOctets(octets, exi)) throw new Error(name + ': encoded again it is not what was decoded');
  report('decode.' + name, decoding.instructions);
  report('encode.' + name, encoding.instructions);
}
