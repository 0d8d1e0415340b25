/**
 * Which of the two encodings a message has: `application/sep+xml` or `application/sep-exi`, each with the parameter
 * `level` (IEEE 2030.5-2018 content negotiation; RFC 9110 §8.3.1, §12.5.1).
 *
 * Level `-S1` is the 2018 schema without extensions, `+S1` the same with extensions taken. Served here: both, answered as
 * `-S1`; a message or an Accept without level counts as S1. Any other level is refused by name.
 */
import { type PeerError, malformed, unsupported } from '../core/peer-error.js';

export type Encoding = 'xml' | 'exi';

export const XML_CONTENT_TYPE = 'application/sep+xml; level=-S1';
export const EXI_CONTENT_TYPE = 'application/sep-exi; level=-S1';

/** The parameter `q` of a media range in thousandths. */
const FULL_QUALITY = 1000;

const XML_TYPE = 'application/sep+xml';
const EXI_TYPE = 'application/sep-exi';

/** An encoding and the Content-Type that goes with it. */
export interface Negotiated {
  readonly type: Encoding;
  readonly contentType: string;
}

export const XML_ENCODING: Negotiated = Object.freeze({ type: 'xml', contentType: XML_CONTENT_TYPE });
export const EXI_ENCODING: Negotiated = Object.freeze({ type: 'exi', contentType: EXI_CONTENT_TYPE });

/** A media type or range: type in lower case, parameters in order with lower-case names. */
export interface MediaType {
  readonly type: string;
  readonly parameters: readonly (readonly [name: string, value: string])[];
}

/** How well one range of an Accept field fits one encoding: the most specific range decides (RFC 9110 §12.5.1). */
interface Fit {
  specificity: number;
  quality: number;
  order: number;
}

/**
 * The encoding of the answer that an Accept field asks for: the higher quality wins, then the one named first, then XML.
 * No Accept, an empty one and a wildcard mean XML.
 *
 * @returns `undefined` where neither is acceptable or the field cannot be read: answer 406 with {@link notAcceptable}.
 */
export function negotiate(accept: string | undefined): Negotiated | undefined {
  if (accept === undefined || accept.trim() === '') return XML_ENCODING;
  const ranges = parseMediaTypes(accept);
  if (ranges === undefined) return undefined;
  const xml: Fit = { specificity: 0, quality: 0, order: 0 };
  const exi: Fit = { specificity: 0, quality: 0, order: 0 };
  for (let i = 0; i < ranges.length; i++) {
    const quality = qualityOf(ranges[i]!);
    if (quality < 0) return undefined;
    consider(xml, ranges[i]!, XML_TYPE, quality, i);
    consider(exi, ranges[i]!, EXI_TYPE, quality, i);
  }
  if (xml.quality === 0 && exi.quality === 0) return undefined;
  if (exi.quality > xml.quality) return EXI_ENCODING;
  return exi.quality === xml.quality && exi.order < xml.order ? EXI_ENCODING : XML_ENCODING;
}

/** Why an Accept field was refused: what it asks for and what there is. Status 406. */
export function notAcceptable(accept: string): PeerError {
  const served = XML_CONTENT_TYPE + ' and ' + EXI_CONTENT_TYPE;
  return unsupported('http.not-acceptable', 'Accept "' + accept + '" names nothing that is served: ' + served);
}

/**
 * The encoding that a Content-Type names; `undefined` where it is neither of the two, of a level or charset that is not
 * read, or no media type: answer 415 with {@link unsupportedMediaType}. A missing field is `undefined` too.
 */
export function parseContentType(value: string | undefined): Encoding | undefined {
  if (value === undefined) return undefined;
  const types = parseMediaTypes(value);
  if (types === undefined || types.length !== 1) return undefined;
  const { type, parameters } = types[0]!;
  if (!isServedLevel(levelOf(types[0]!))) return undefined;
  for (let i = 0; i < parameters.length; i++) {
    if (parameters[i]![0] === 'charset' && parameters[i]![1].toLowerCase() !== 'utf-8') return undefined;
  }
  return type === XML_TYPE ? 'xml' : type === EXI_TYPE ? 'exi' : undefined;
}

/** Why a Content-Type was refused. Status 415. */
export function unsupportedMediaType(value: string | undefined): PeerError {
  const read = XML_CONTENT_TYPE + ' and ' + EXI_CONTENT_TYPE;
  if (value === undefined) return malformed('http.media-type', 'Content-Type is missing; read are ' + read);
  return unsupported('http.media-type', 'Content-Type "' + value + '" is not read; read are ' + read);
}

/** The value of `level`; `undefined` where there is none. */
export function levelOf(media: MediaType): string | undefined {
  for (let i = 0; i < media.parameters.length; i++) {
    if (media.parameters[i]![0] === 'level') return media.parameters[i]![1];
  }
  return undefined;
}

/** A comma-separated list of media types with parameters, quoted or not; `undefined` where it is none. */
export function parseMediaTypes(list: string): readonly MediaType[] | undefined {
  const types: MediaType[] = [];
  let at = 0;
  while (at < list.length) {
    const end = unquotedIndex(list, ',', at);
    const item = list.slice(at, end).trim();
    at = end + 1;
    if (item === '') continue;
    const media = parseMediaType(item);
    if (media === undefined) return undefined;
    types.push(media);
  }
  return types.length === 0 ? undefined : types;
}

function parseMediaType(text: string): MediaType | undefined {
  let end = unquotedIndex(text, ';', 0);
  const type = text.slice(0, end).trim().toLowerCase();
  const slash = type.indexOf('/');
  if (slash < 1 || slash === type.length - 1 || type.indexOf(' ') >= 0) return undefined;
  const parameters: [string, string][] = [];
  while (end < text.length) {
    const start = end + 1;
    end = unquotedIndex(text, ';', start);
    const parameter = text.slice(start, end).trim();
    if (parameter === '') continue;
    const equals = parameter.indexOf('=');
    if (equals < 1) return undefined;
    const value = unquoted(parameter.slice(equals + 1).trim());
    if (value === undefined) return undefined;
    parameters.push([parameter.slice(0, equals).trim().toLowerCase(), value]);
  }
  return { type, parameters };
}

/** Offset of the first `mark` outside a quoted string, or the length. */
function unquotedIndex(text: string, mark: string, from: number): number {
  const wanted = mark.charCodeAt(0);
  let quoted = false;
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 34) quoted = !quoted;
    else if (quoted && code === 92) i++;
    else if (!quoted && code === wanted) return i;
  }
  return text.length;
}

/** A parameter's value without quotes (RFC 9110 §5.6.4). */
function unquoted(text: string): string | undefined {
  if (text.charCodeAt(0) !== 34) return text;
  if (text.length < 2 || text.charCodeAt(text.length - 1) !== 34) return undefined;
  const inner = text.slice(1, -1);
  let value = '';
  let start = 0;
  for (let slash = inner.indexOf('\\'); slash >= 0; slash = inner.indexOf('\\', slash + 2)) {
    value += inner.slice(start, slash);
    start = slash + 1;
  }
  return value + inner.slice(start);
}

function consider(fit: Fit, range: MediaType, type: string, quality: number, order: number): void {
  const level = levelOf(range);
  let specificity = 0;
  if (range.type === type && isServedLevel(level)) specificity = level === undefined ? 3 : 4;
  else if (range.type === 'application/*') specificity = 2;
  else if (range.type === '*/*') specificity = 1;
  // Of two ranges that are equally specific the better one counts: `level=-S1;q=0.5, level=+S1`.
  if (specificity < fit.specificity || specificity === 0) return;
  if (specificity === fit.specificity && quality <= fit.quality) return;
  fit.specificity = specificity;
  fit.quality = quality;
  fit.order = order;
}

function isServedLevel(level: string | undefined): boolean {
  return level === undefined || level === '-S1' || level === '+S1' || level === 'S1';
}

/** The weight in thousandths, 1000 where it is not given; −1 where it is no weight (RFC 9110 §12.4.2). */
function qualityOf(media: MediaType): number {
  for (let i = 0; i < media.parameters.length; i++) {
    const [name, value] = media.parameters[i]!;
    if (name !== 'q') continue;
    if (value.length === 0 || value.length > 5) return -1;
    for (let j = 0; j < value.length; j++) {
      const code = value.charCodeAt(j);
      if (j === 1 ? code !== 46 : code < 48 || code > 57) return -1;
    }
    const quality = Math.round(Number(value) * FULL_QUALITY);
    return quality <= FULL_QUALITY ? quality : -1;
  }
  return FULL_QUALITY;
}
