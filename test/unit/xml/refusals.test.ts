import test from 'ava';
import { BOARD_LIMITS, HOST_LIMITS, type Limits, PeerError, parseXml } from '../../../stack/codec.js';

const NS = 'xmlns="urn:ieee:std:2030.5:ns"';
const XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';

function refusal(input: string | Uint8Array, limits: Limits = HOST_LIMITS): PeerError {
  try {
    parseXml(input, { limits });
  } catch (error) {
    if (error instanceof PeerError) return error;
    throw error;
  }
  throw new Error(`expected a refusal of ${typeof input === 'string' ? input.slice(0, 200) : 'octets'}`);
}

const time = (content: string): string => `<Time ${NS}>${content}</Time>`;

test('a document of another namespace is refused by the name of its dialect', (t) => {
  for (const [uri, name] of [
    ['http://ieee.org/2030.5', 'EPRI draft'],
    ['http://zigbee.org/sep', 'ZigBee Smart Energy'],
    ['https://csipaus.org/ns', 'CSIP-AUS'],
    ['https://csipaus.org/ns/v1.3', 'CSIP-AUS 1.3'],
    ['http://naesb.org/espi', 'Green Button'],
    ['http://www.w3.org/1999/xhtml', 'XHTML'],
    ['urn:somebody', 'unknown here'],
  ] as const) {
    const error = refusal(`<DeviceCapability xmlns="${uri}"/>`);
    t.is(error.blame, 'unsupported');
    t.is(error.code, 'xml.namespace');
    t.true(error.message.includes(`"${uri}"`) && error.message.includes(name), error.message);
    t.true(refusal(`<p:DeviceCapability xmlns:p="${uri}"/>`).message.includes(name));
  }
  t.true(refusal('<DeviceCapability/>').message.includes('no namespace'));
});

test('an element that the edition does not have is no root', (t) => {
  const error = refusal(`<Toaster ${NS}/>`);
  t.is(error.code, 'xml.element');
  t.true(error.message.includes('Toaster') && error.message.includes('IEEE 2030.5-2018'));
});

test('a document type declaration is refused: no entity, no bomb, no file is ever read', (t) => {
  const bomb =
    '<!DOCTYPE Time [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>' +
    time('<quality>&b;</quality>');
  for (const xml of [
    bomb,
    '<?xml version="1.0"?>\n<!DOCTYPE html>' + time(''),
    '<!DOCTYPE Time SYSTEM "file:///etc/passwd">',
  ]) {
    t.is(refusal(xml).code, 'xml.dtd');
  }
  t.is(refusal(time('<!DOCTYPE a>')).code, 'xml.dtd');
});

test('an entity that is not one of the five is refused by name', (t) => {
  const error = refusal(time('<quality>&nbsp;</quality>'));
  t.is(error.code, 'xml.entity');
  t.true(error.message.includes('&nbsp;'));
  t.is(refusal(`<Time ${NS} href="&b;"/>`).code, 'xml.entity');
});

test('other encodings and XML versions are refused by name', (t) => {
  const error = refusal('<?xml version="1.0" encoding="ISO-8859-1"?>' + time(''));
  t.is(error.code, 'xml.encoding');
  t.true(error.message.includes('ISO-8859-1'));
  t.is(refusal('<?xml version="1.1"?>' + time('')).code, 'xml.version');
  for (const mark of ['\ufeff', '']) {
    const utf16 = new Uint8Array(Buffer.from(mark + time(''), 'utf16le'));
    t.true(refusal(utf16).message.includes('UTF-16LE'));
    t.true(refusal(new Uint8Array(Buffer.from(utf16).swap16())).message.includes('UTF-16BE'));
  }
});

test('elements out of schema order are refused, naming both', (t) => {
  const error = refusal(time('<tzOffset>0</tzOffset><currentTime>5</currentTime>'));
  t.is(error.blame, 'malformed');
  t.is(error.code, 'xml.order');
  t.true(error.message.includes('currentTime out of order'), error.message);
});

test('an element twice where the schema has one is refused', (t) => {
  const error = refusal(time('<currentTime>5</currentTime><currentTime>5</currentTime>'));
  t.is(error.code, 'xml.order');
  t.true(error.message.includes('currentTime twice'));
});

test('a list that is taken up again after another field is refused', (t) => {
  const item = '<CurveData><xvalue>1</xvalue></CurveData>';
  t.is(refusal(`<DERCurve ${NS}>${item}<curveType>0</curveType>${item}</DERCurve>`).code, 'xml.order');
});

test('more items than the schema allows are refused', (t) => {
  const item = '<CurveData><xvalue>1</xvalue></CurveData>';
  const error = refusal(`<DERCurve ${NS}>${item.repeat(11)}</DERCurve>`);
  t.is(error.code, 'xml.occurs');
  t.is(error.place?.path, 'DERCurve/CurveData[10]');
});

test('a value out of range is refused with path, value and range', (t) => {
  const error = refusal(time('<currentTime>5</currentTime><quality>300</quality>'));
  t.is(error.code, 'xml.range');
  t.is(error.place?.path, 'Time/quality');
  t.true(error.message.includes('300') && error.message.includes('UInt8 0…255'), error.message);
  for (const value of ['9223372036854775808', '-9223372036854775809', '9'.repeat(39)]) {
    t.is(refusal(time(`<currentTime>${value}</currentTime>`)).code, 'xml.range');
  }
  t.is(refusal(`<DeviceCapability ${NS} pollRate="4294967296"/>`).place?.path, 'DeviceCapability/pollRate');
});

test('a value of the wrong form is refused with path and value, cut where it is long', (t) => {
  for (const value of ['', 'five', '5.0', '0x5', '1e3', '--5', '5 5', '٥', '-', '9'.repeat(41)]) {
    const error = refusal(time(`<currentTime>${value}</currentTime>`));
    t.is(error.code, 'xml.value', value);
    t.is(error.place?.path, 'Time/currentTime');
  }
  t.is(refusal(time('<currentTime>5</currentTime><quality>yes</quality>')).code, 'xml.value');
  t.is(
    refusal(`<EventStatus ${NS}><potentiallySuperseded>TRUE</potentiallySuperseded></EventStatus>`).code,
    'xml.value',
  );
  for (const value of ['0', '0G', '0 0']) t.is(refusal(`<mRIDType ${NS}>${value}</mRIDType>`).code, 'xml.value');
  t.true(refusal(time(`<currentTime>${'x'.repeat(5000)}</currentTime>`)).message.length < 200);
});

test('a string or hexBinary that is longer than its type holds is refused, counted in characters and octets', (t) => {
  const error = refusal(`<DERCurve ${NS}><description>${'😀'.repeat(33)}</description></DERCurve>`);
  t.is(error.code, 'xml.length');
  t.true(error.message.includes('33 characters') && error.message.includes('String32'), error.message);
  t.true(refusal(`<mRIDType ${NS}>${'00'.repeat(17)}</mRIDType>`).message.includes('17 octets'));
});

test('xsi:type that does not derive from the declared type is refused', (t) => {
  const error = refusal(`<Notification ${NS}><Resource ${XSI} xsi:type="DateTimeInterval"/></Notification>`);
  t.is(error.code, 'xml.type');
  t.true(error.message.includes('DateTimeInterval') && error.message.includes('Resource'));
});

test('text among elements is refused', (t) => {
  t.is(refusal(time('x')).code, 'xml.text');
  t.is(refusal(time('<![CDATA[ ]]>')).code, 'xml.text');
  t.is(refusal(time('<currentTime>5</currentTime>;')).code, 'xml.text');
});

test('an element of the schema inside of a simple value is refused', (t) => {
  t.is(refusal(time('<currentTime>5<quality>7</quality></currentTime>')).code, 'xml.element');
});

test('what breaks XML is refused with the octet', (t) => {
  for (const [xml, code] of [
    ['', 'xml.truncated'],
    ['  ', 'xml.truncated'],
    ['hello', 'xml.text'],
    ['<', 'xml.truncated'],
    [`<Time ${NS}>`, 'xml.truncated'],
    [`<Time ${NS}></Tim>`, 'xml.tags'],
    [`<Time ${NS}></Timed>`, 'xml.tags'],
    [`<Time ${NS}/><Time ${NS}/>`, 'xml.root'],
    [`<Time ${NS}/>x`, 'xml.text'],
    [`<Time ${NS} href="a" href="b"/>`, 'xml.attribute'],
    [`<Time ${NS} xmlns:a="urn:a" xmlns:b="urn:a" a:x="1" b:x="2"/>`, 'xml.attribute'],
    [`<Time ${NS} ${NS}/>`, 'xml.attribute'],
    [`<Time ${NS} href=a/>`, 'xml.attribute'],
    [`<Time ${NS} href/>`, 'xml.attribute'],
    [`<Time ${NS} href="a<b"/>`, 'xml.attribute'],
    [`<Time ${NS} href="a"pollRate="1"/>`, 'xml.tag'],
    [`<Time ${NS} / >`, 'xml.name'],
    ['<1Time/>', 'xml.name'],
    ['<a:b:c/>', 'xml.name'],
    ['<:Time/>', 'xml.name'],
    ['<p:Time/>', 'xml.prefix'],
    [time('<p:x/>'), 'xml.prefix'],
    [`<Time ${NS} p:x="1"/>`, 'xml.prefix'],
    [`<Time ${NS} xmlns:p=""/>`, 'xml.prefix'],
    [`<Time ${NS} xmlns:xml="urn:x"/>`, 'xml.prefix'],
    [`<Time ${NS} xmlns:xmlns="urn:x"/>`, 'xml.prefix'],
    [time('<!-- a -- b -->'), 'xml.comment'],
    [time('<!-- a'), 'xml.truncated'],
    [time('<!ELEMENT a>'), 'xml.markup'],
    [time('<?xml version="1.0"?>'), 'xml.declaration'],
    [' <?xml version="1.0"?>' + time(''), 'xml.declaration'],
    ['<?xml encoding="UTF-8"?>' + time(''), 'xml.declaration'],
    [time('<currentTime>&</currentTime>'), 'xml.reference'],
    [time('<currentTime>&#;</currentTime>'), 'xml.reference'],
    [time('<currentTime>&#x110000;</currentTime>'), 'xml.reference'],
    [time('<currentTime>&#0;</currentTime>'), 'xml.character'],
    [time('<currentTime>&#xD800;</currentTime>'), 'xml.character'],
    [time('<currentTime>\u0001</currentTime>'), 'xml.character'],
    [time('<currentTime>\ufffe</currentTime>'), 'xml.character'],
    [`<DERCurve ${NS}><description>]]></description></DERCurve>`, 'xml.text'],
    [`<DERCurve ${NS}><description>\ud800</description></DERCurve>`, 'xml.utf8'],
    [time('<v:a xmlns:v="urn:v"><v:b></v:a></v:b>'), 'xml.tags'],
  ] as const) {
    const error = refusal(xml);
    t.is(error.code, code, `${xml}: ${error.message}`);
    t.is(error.blame, 'malformed', xml);
    t.true((error.place?.octet ?? -1) >= 0, xml);
  }
});

test('octets that are not UTF-8 are refused, in skipped content too (RFC 3629 §3)', (t) => {
  for (const octets of [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xe2, 0x82], [0x80]]) {
    for (const [before, after] of [
      ['<DERCurve ' + NS + '><description>', '</description></DERCurve>'],
      ['<DERCurve ' + NS + '><v:x xmlns:v="urn:v">', '</v:x></DERCurve>'],
      ['<DERCurve ' + NS + ' href="', '"/>'],
      ['<DERCurve ' + NS + '><!--', '--></DERCurve>'],
    ] as const) {
      const xml = Buffer.concat([Buffer.from(before), Buffer.from(octets), Buffer.from(after)]);
      t.is(refusal(new Uint8Array(xml)).code, 'xml.utf8');
    }
  }
});

test('the place of a refusal is the octet of the UTF-8 form and the path, items counted from 0', (t) => {
  const xml = `<EndDeviceList ${NS} all="2" results="2"><EndDevice><sFDI>1</sFDI></EndDevice><EndDevice><sFDI>x</sFDI></EndDevice></EndDeviceList>`;
  const error = refusal(xml);
  t.is(error.place?.path, 'EndDeviceList/EndDevice[1]/sFDI');
  t.is(error.place?.octet, xml.indexOf('x</sFDI'));
});

test('every capacity refuses by name: depth, size, list, string, attributes, namespaces', (t) => {
  const deep = (levels: number): string =>
    `<Time ${NS} xmlns:v="urn:v">${'<v:a>'.repeat(levels)}${'</v:a>'.repeat(levels)}</Time>`;
  t.notThrows(() => parseXml(deep(BOARD_LIMITS.maxDepth - 1), { limits: BOARD_LIMITS }));
  const cases: [string, keyof Limits][] = [
    [deep(BOARD_LIMITS.maxDepth), 'maxDepth'],
    [time(' '.repeat(5000)), 'maxDocumentOctets'],
    [time('é'.repeat(2500)), 'maxDocumentOctets'],
    [`<EndDeviceList ${NS}>${'<EndDevice/>'.repeat(33)}</EndDeviceList>`, 'maxListItems'],
    [`<EndDevice ${NS} href="${'/'.repeat(257)}"/>`, 'maxStringLength'],
    [`<EndDevice ${NS} href="${'&#47;'.repeat(257)}"/>`, 'maxStringLength'],
    [`<EndDevice ${NS} ${Array.from({ length: 16 }, (_, i) => `a${i}="1"`).join(' ')}/>`, 'maxXmlAttributes'],
    [
      `<Time ${NS}><b ${Array.from({ length: 9 }, (_, i) => `xmlns:a${i}="u"`).join(' ')}>` +
        `<b ${Array.from({ length: 9 }, (_, i) => `xmlns:b${i}="u"`).join(' ')}/></b></Time>`,
      'maxXmlAttributes',
    ],
  ];
  for (const [xml, name] of cases) {
    const error = refusal(xml, BOARD_LIMITS);
    t.is(error.blame, 'limit', error.message);
    t.deepEqual(error.limit, { name, value: BOARD_LIMITS[name] });
    t.true(error.message.includes(name));
  }
});

test('a list of a million is refused by name, in bounded time', (t) => {
  const items = '<EndDevice/>'.repeat(1_000_000);
  const xml = `<EndDeviceList ${NS} all="1000000" results="1000000">${items}</EndDeviceList>`;
  t.is(refusal(xml).limit?.name, 'maxDocumentOctets');
  const start = performance.now();
  t.is(refusal(xml, { ...HOST_LIMITS, maxDocumentOctets: 1e9 }).limit?.name, 'maxListItems');
  t.true(performance.now() - start < 5000);
});

test('a million nested elements are refused by name', (t) => {
  const xml = `<Time ${NS}>` + '<a>'.repeat(1_000_000);
  t.is(refusal(xml, { ...HOST_LIMITS, maxDocumentOctets: 1e9 }).limit?.name, 'maxDepth');
});
