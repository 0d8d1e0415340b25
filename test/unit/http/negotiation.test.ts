import test from 'ava';
import { negotiate, notAcceptable, parseContentType, unsupportedMediaType } from '../../../stack/http/negotiation.js';
import { refusalStatus } from '../../../stack/http/status.js';

const EXI = 'application/sep-exi';
const XML = 'application/sep+xml';

const ACCEPTED: readonly [accept: string | undefined, encoding: 'xml' | 'exi' | undefined][] = [
  [undefined, 'xml'],
  ['', 'xml'],
  ['*/*', 'xml'],
  ['application/*', 'xml'],
  [XML, 'xml'],
  [EXI, 'exi'],
  [EXI + '; level=-S1', 'exi'],
  [EXI + ';level=+S1', 'exi'],
  [EXI + '; Level="-S1"', 'exi'],
  ['Application/SEP+XML;level=-S1', 'xml'],
  [XML + '; level=-S2', undefined],
  [EXI + ';level=-S2, ' + XML + ';level=-S1', 'xml'],
  [EXI + ';level=-S2, ' + EXI + ';level=-S1', 'exi'],
  [EXI + ', ' + XML, 'exi'],
  [XML + ', ' + EXI, 'xml'],
  [XML + ';q=0.5, ' + EXI + ';q=0.501', 'exi'],
  [XML + ';q=0.9, ' + EXI + ';q=0.5', 'xml'],
  [EXI + ', */*;q=0.1', 'exi'],
  ['*/*, ' + XML + ';q=0', 'exi'],
  ['*/*;q=0', undefined],
  [XML + ';q=0', undefined],
  ['text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8', 'xml'],
  ['text/html', undefined],
  ['application/xml', undefined],
  [XML + ';q=2', undefined],
  [XML + ';q=x', undefined],
  ['nonsense', undefined],
  [XML + '; level="-S1', undefined],
];

for (const [accept, encoding] of ACCEPTED) {
  test('RFC 9110 §12.5.1: Accept ' + String(accept) + ' → ' + String(encoding ?? '406'), (t) => {
    t.is(negotiate(accept)?.type, encoding);
  });
}

test('IEEE 2030.5-2018: what is served says its level', (t) => {
  t.is(negotiate(XML)!.contentType, 'application/sep+xml; level=-S1');
  t.is(negotiate(EXI)!.contentType, 'application/sep-exi; level=-S1');
});

const TYPES: readonly [value: string | undefined, encoding: 'xml' | 'exi' | undefined][] = [
  [XML, 'xml'],
  [EXI, 'exi'],
  [XML + '; level=-S1', 'xml'],
  [XML + ';charset=UTF-8', 'xml'],
  [XML + ';charset=iso-8859-1', undefined],
  [EXI + ';level=+S1', 'exi'],
  [EXI + ';level=-S2', undefined],
  ['application/xml', undefined],
  ['text/plain', undefined],
  [XML + ', ' + EXI, undefined],
  ['', undefined],
  [undefined, undefined],
];

for (const [value, encoding] of TYPES) {
  test('RFC 9110 §8.3: Content-Type ' + String(value) + ' → ' + String(encoding ?? '415'), (t) => {
    t.is(parseContentType(value), encoding);
  });
}

test('CORE-002: 406 and 415 say what was asked for and what there is', (t) => {
  const refused = notAcceptable(XML + ';level=-S2');
  t.is(refusalStatus(refused), 406);
  t.regex(refused.message, /level=-S2.*application\/sep\+xml; level=-S1.*application\/sep-exi; level=-S1/);
  t.is(refusalStatus(unsupportedMediaType('text/plain')), 415);
  t.is(refusalStatus(unsupportedMediaType(undefined)), 415);
});
