import test from 'ava';
import { parseXml } from '../../../stack/codec.js';

const NS = 'xmlns="urn:ieee:std:2030.5:ns"';
const XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';

/** An object without a fixed type, to look at single fields. */
const parse = (input: string | Uint8Array): Record<string, unknown> =>
  parseXml(input) as unknown as Record<string, unknown>;

const TIME = { $element: 'Time', currentTime: 5, tzOffset: -18000 };

test('a document is its element name and the fields that are there, nothing else', (t) => {
  t.deepEqual(
    parse(
      `<DERControlList ${NS} all="1" href="/derc" results="1"><DERControl><mRID>0A</mRID></DERControl></DERControlList>`,
    ),
    {
      $element: 'DERControlList',
      all: 1,
      href: '/derc',
      results: 1,
      DERControl: [{ mRID: '0A' }],
    },
  );
});

test('a default of the schema is not filled in: pollRate is absent where it is not sent', (t) => {
  t.deepEqual(parse(`<DeviceCapability ${NS}/>`), { $element: 'DeviceCapability' });
});

test('text and the same text as UTF-8 octets are read alike', (t) => {
  const xml = `<DeviceStatus ${NS}><changedTime>1</changedTime></DeviceStatus>`;
  t.deepEqual(parse(new TextEncoder().encode(xml)), parse(xml));
});

test('octets are read straight from within a receive buffer, which may be overwritten afterwards', (t) => {
  const xml = new TextEncoder().encode(`<EndDevice ${NS} href="/edev/1"><lFDI>0a</lFDI><sFDI>1</sFDI></EndDevice>`);
  const buffer = new Uint8Array(xml.length + 20).fill(0x58);
  buffer.set(xml, 10);
  const resource = parse(buffer.subarray(10, 10 + xml.length));
  buffer.fill(0);
  t.deepEqual(resource, { $element: 'EndDevice', href: '/edev/1', lFDI: '0A', sFDI: 1 });
});

test('any prefix may stand for the namespace, and may change on the way (Namespaces in XML 1.0 §6.1)', (t) => {
  const xml =
    '<a:Time xmlns:a="urn:ieee:std:2030.5:ns"><a:currentTime>5</a:currentTime>' +
    `<tzOffset ${NS}>-18000</tzOffset></a:Time>`;
  t.deepEqual(parse(xml), TIME);
});

test('a prefix is what it is bound to innermost, and unbound again after its element', (t) => {
  const xml =
    '<a:Time xmlns:a="urn:ieee:std:2030.5:ns"><a:other xmlns:a="urn:x"><a:currentTime>9</a:currentTime></a:other>' +
    '<a:currentTime>5</a:currentTime><a:tzOffset>-18000</a:tzOffset></a:Time>';
  t.deepEqual(parse(xml), TIME);
});

test('an element whose default namespace is another is foreign, though its name is known', (t) => {
  const xml = `<Time ${NS}><currentTime xmlns="urn:x">9</currentTime><currentTime>5</currentTime><tzOffset>-18000</tzOffset></Time>`;
  t.deepEqual(parse(xml), TIME);
});

test('comments and processing instructions are skipped, also inside of a value', (t) => {
  const xml =
    `<?xml-stylesheet href="a"?><!-- before --><Time ${NS}><!----><currentTime><!-- - -->5<?p?></currentTime>` +
    '<?q a > b?><tzOffset>-18<!--x-->000</tzOffset></Time><!-- after --> <?end?>\n';
  t.deepEqual(parse(xml), TIME);
});

test('CDATA is text', (t) => {
  const xml = `<DERCurve ${NS}><mRID><![CDATA[0A]]></mRID><description>a<![CDATA[<b>&amp;]]]]><![CDATA[>]]>c</description></DERCurve>`;
  t.deepEqual(parse(xml), { $element: 'DERCurve', mRID: '0A', description: 'a<b>&amp;]]>c' });
});

test('the five named entities and numeric references are resolved in text and attributes (XML 1.0 §4.6)', (t) => {
  const xml = `<DERCurve ${NS} href="/a?b&#61;1&amp;c&#x3D;&quot;&apos;&lt;"><description>&lt;&gt;&amp;&quot;&apos;&#65;&#x1F600;</description></DERCurve>`;
  t.deepEqual(parse(xml), { $element: 'DERCurve', href: '/a?b=1&c="\'<', description: '<>&"\'A😀' });
});

test('code points beyond the BMP are one character each and stay whole', (t) => {
  const xml = `<DERCurve ${NS}><description>${'😀'.repeat(32)}</description></DERCurve>`;
  t.is(parse(xml)['description'], '😀'.repeat(32));
  t.is(parse(new TextEncoder().encode(xml))['description'], '😀'.repeat(32));
});

test('a byte order mark and a declaration of UTF-8 are tolerated', (t) => {
  const body = `<Time ${NS}><currentTime>5</currentTime><tzOffset>-18000</tzOffset></Time>`;
  for (const declaration of [
    '<?xml version="1.0"?>',
    "<?xml version='1.0' encoding='utf-8'?>\r\n",
    '<?xml version="1.0" encoding="UTF-8" standalone="yes" ?>',
    '<?xml version="1.0" standalone="no"?>',
  ]) {
    t.deepEqual(parse('\ufeff' + declaration + body), TIME);
    t.deepEqual(parse(new TextEncoder().encode('\ufeff' + declaration + body)), TIME);
  }
});

test('white space around numbers, booleans, hexadecimal and URIs falls away (XML Schema Part 2 §4.3.6)', (t) => {
  const xml =
    `<EventStatus ${NS}>\n <currentStatus> 1\n</currentStatus><dateTime>\t+007 </dateTime>` +
    '<potentiallySuperseded> 1 </potentiallySuperseded></EventStatus>';
  t.deepEqual(parse(xml), { $element: 'EventStatus', currentStatus: 1, dateTime: 7, potentiallySuperseded: true });
  t.deepEqual(parse(`<EndDevice ${NS} href=" /a  b&#10;c\n"><lFDI>\r\n 0aFf </lFDI></EndDevice>`), {
    $element: 'EndDevice',
    href: '/a b c',
    lFDI: '0AFF',
  });
});

test('white space of a string is kept as it is', (t) => {
  t.is(parse(`<DERCurve ${NS}><description>  a \n\tb </description></DERCurve>`)['description'], '  a \n\tb ');
});

test('line ends become one line feed; one that is written as a reference stays (XML 1.0 §2.11)', (t) => {
  const xml = `<DERCurve ${NS}><description>a\r\nb\rc&#13;d<![CDATA[\r\n]]></description></DERCurve>`;
  t.is(parse(xml)['description'], 'a\nb\nc\rd\n');
});

test('white space between elements, of any amount, means nothing', (t) => {
  const xml = `\n<Time ${NS}  >\r\n\t<currentTime>5</currentTime >\n  <tzOffset\n>-18000</tzOffset>\n</Time>\n`;
  t.deepEqual(parse(xml), TIME);
});

test('elements that the schema does not know are skipped with what they hold, wherever they stand', (t) => {
  const xml =
    `<Time ${NS} xmlns:aus="https://csipaus.org/ns"><later><currentTime>9</currentTime></later>` +
    '<aus:x a="1" aus:b="2"><aus:y/>t&amp;t<![CDATA[</z>]]><!-- </aus:x> --></aus:x><currentTime>5</currentTime>' +
    '<tzOffset>-18000</tzOffset><aus:end/></Time>';
  t.deepEqual(parse(xml), TIME);
});

test('attributes that the schema does not know are skipped; one with a prefix is never ours', (t) => {
  const xml = `<EndDevice ${NS} xmlns:v="urn:v" v:href="/no" colour="red" href="/yes" xml:lang="en"><sFDI id="7">1</sFDI></EndDevice>`;
  t.deepEqual(parse(xml), { $element: 'EndDevice', href: '/yes', sFDI: 1 });
});

test('an attribute may be quoted either way and hold the other quote and ">"', (t) => {
  t.is(parse(`<EndDevice ${NS} href='/a"b>c'/>`)['href'], '/a"b>c');
  t.is(parse(`<EndDevice ${NS} href = "/a'b" />`)['href'], "/a'b");
});

test('xsi:type, under any prefix and wherever it stands among the attributes, selects the type', (t) => {
  const body = '<currentTime>5</currentTime><tzOffset>0</tzOffset>';
  for (const attributes of [
    `${XSI} xsi:type="Time" href="/tm"`,
    'href="/tm" i:type=" Time " xmlns:i="http://www.w3.org/2001/XMLSchema-instance"',
    `href="/tm" ${XSI} xmlns:s="urn:ieee:std:2030.5:ns" xsi:type="s:Time"`,
  ]) {
    const xml = `<Notification ${NS}><subscribedResource>/tm</subscribedResource><Resource ${attributes}>${body}</Resource><status>0</status></Notification>`;
    t.deepEqual(parse(xml)['Resource'], { $type: 'Time', href: '/tm', currentTime: 5, tzOffset: 0 });
  }
});

test('xsi:type that names the declared type, or none of this edition, changes nothing', (t) => {
  t.deepEqual(parse(`<EndDevice ${NS} ${XSI} xsi:type="EndDevice" href="/e"/>`), { $element: 'EndDevice', href: '/e' });
  t.deepEqual(parse(`<EndDevice ${NS} ${XSI} xmlns:v="urn:v" xsi:type="v:Huge" href="/e"/>`), {
    $element: 'EndDevice',
    href: '/e',
  });
});

test('a root may carry xsi:type', (t) => {
  t.deepEqual(parse(`<Response ${NS} ${XSI} xsi:type="DERControlResponse"><status>1</status></Response>`), {
    $element: 'Response',
    $type: 'DERControlResponse',
    status: 1,
  });
});

test('xsi:nil is tolerated: an empty nil value is absent', (t) => {
  t.deepEqual(
    parse(`<Time ${NS} ${XSI}><currentTime xsi:nil="true"/><tzOffset xsi:nil="false">-18000</tzOffset></Time>`),
    {
      $element: 'Time',
      tzOffset: -18000,
    },
  );
});

test('64-bit integers are exact: a number while it is safe, else a bigint', (t) => {
  const at = (value: string): unknown => parse(`<Time ${NS}><currentTime>${value}</currentTime></Time>`)['currentTime'];
  t.is(at('9007199254740991'), 9007199254740991);
  t.is(at('9007199254740993'), BigInt('9007199254740993'));
  t.is(at('9223372036854775807'), BigInt('9223372036854775807'));
  t.is(at('-9223372036854775808'), BigInt('-9223372036854775808'));
  t.is(at('-0'), 0);
  t.is(at('0000000000000000000000000000000000000000000000000012'), 12);
});

test('a simple global element holds its content in value', (t) => {
  t.deepEqual(parse(`<mRIDType ${NS}>0a</mRIDType>`), { $element: 'mRIDType', value: '0A' });
});

test('an empty string and an empty hexBinary are values; <a/> and <a></a> are the same', (t) => {
  const expected = { $element: 'DERCurve', mRID: '', description: '' };
  t.deepEqual(parse(`<DERCurve ${NS}><mRID/><description/></DERCurve>`), expected);
  t.deepEqual(parse(`<DERCurve ${NS}><mRID></mRID><description></description></DERCurve>`), expected);
});

test('a mandatory field may be absent when reading', (t) => {
  t.deepEqual(parse(`<Time ${NS}/>`), { $element: 'Time' });
});

test('items of a list may have foreign elements between them', (t) => {
  const xml = `<DERCurve ${NS} xmlns:v="urn:v"><CurveData><xvalue>1</xvalue></CurveData><v:a/><CurveData><xvalue>2</xvalue></CurveData></DERCurve>`;
  t.deepEqual(parse(xml)['CurveData'], [{ xvalue: 1 }, { xvalue: 2 }]);
});

test('a name of the schema never reaches the prototype of the object', (t) => {
  const xml = `<Time ${NS}><__proto__><currentTime>1</currentTime></__proto__><constructor>2</constructor></Time>`;
  const resource = parse(xml);
  t.deepEqual(Object.keys(resource), ['$element']);
  t.is(Object.getPrototypeOf(resource), Object.prototype);
});

test('documents of any length follow each other: nothing of one is left in the next', (t) => {
  const long = `<EndDevice ${NS} href="/${'a'.repeat(3000)}"><sFDI>7</sFDI></EndDevice>`;
  const short = `<Time ${NS}><currentTime>5</currentTime><tzOffset>-18000</tzOffset></Time>`;
  for (let i = 0; i < 3; i++) {
    t.is((parse(long)['href'] as string).length, 3001);
    t.deepEqual(parse(short), TIME);
    for (let cut = 0; cut < short.length; cut++) {
      t.throws(() => parse(short.slice(0, cut)), { message: /malformed/ }, short.slice(0, cut));
    }
    t.throws(() => parse('<EndDevice xmlns="urn:x"/>'), { message: /xml\.namespace/ });
    t.throws(() => parse('<EndDevice/>'), { message: /no namespace/ });
  }
});

test('a refusal leaves the reader as it was: the next document is read', (t) => {
  t.throws(() => parse(`<Notification ${NS} xmlns:a="urn:a"><Resource ${XSI} xsi:type="Time"><currentTime>x`));
  t.deepEqual(parse(`<Time ${NS}><currentTime>5</currentTime><tzOffset>-18000</tzOffset></Time>`), TIME);
});
