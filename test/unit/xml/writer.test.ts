import test from 'ava';
import { type Sep2Resource, parseXml, writeXml, writeXmlOctets } from '../../../stack/codec.js';

const NS = 'xmlns="urn:ieee:std:2030.5:ns"';

/** A resource that the types would refuse. */
const wrong = (value: object): Sep2Resource => value as unknown as Sep2Resource;

test('written as the strictest reader wants it: default namespace, no declaration, no mark, schema order', (t) => {
  const xml = writeXml(
    wrong({
      tzOffset: 0,
      quality: 7,
      $element: 'Time',
      href: '/tm',
      dstStartTime: 1,
      dstOffset: 0,
      dstEndTime: 2,
      currentTime: 3,
    }),
  );
  t.is(
    xml,
    `<Time ${NS} href="/tm"><currentTime>3</currentTime><dstEndTime>2</dstEndTime><dstOffset>0</dstOffset>` +
      '<dstStartTime>1</dstStartTime><quality>7</quality><tzOffset>0</tzOffset></Time>',
  );
});

test('an element without content is written <a/>, a value that is empty <a></a>', (t) => {
  t.is(writeXml({ $element: 'DeviceCapability' }), `<DeviceCapability ${NS}/>`);
  t.is(writeXml({ $element: 'mRIDType', value: '' } as Sep2Resource), `<mRIDType ${NS}></mRIDType>`);
});

test('octets are the UTF-8 of the text, however long', (t) => {
  const items = Array.from({ length: 500 }, (_, i) => ({ href: `/é/${i}/😀`, sFDI: i, changedTime: 1 }));
  const list = wrong({ $element: 'EndDeviceList', all: 500, results: 500, EndDevice: items });
  t.is(Buffer.from(writeXmlOctets(list)).toString('utf8'), writeXml(list));
});

test('characters that have a meaning are escaped, and survive', (t) => {
  const description = 'a<b>&"\'\r\n\t]]> é😀';
  const href = '/a?b="1"&c=\'2\'<\t>';
  const curve = {
    mRID: '00',
    description,
    creationTime: 0,
    CurveData: [{ xvalue: 1, yvalue: 1 }],
    curveType: 0,
    xMultiplier: 0,
    yMultiplier: 0,
    yRefType: 0,
  };
  const resource = wrong({ $element: 'DERCurve', href, ...curve });
  const xml = writeXml(resource);
  t.true(xml.includes('a&lt;b&gt;&amp;"\'&#13;\n\t]]&gt; é😀'), xml);
  t.true(xml.includes('href="/a?b=&quot;1&quot;&amp;c=\'2\'&lt;&#9;&gt;"'), xml);
  t.is((parseXml(xml) as unknown as { description: string }).description, description);
});

test('xsi:type is written where the value is of a derived type, and only there', (t) => {
  const notification = { subscribedResource: '/tm', status: 0, subscriptionURI: '/sub' };
  const plain = writeXml({ $element: 'Notification', ...notification, Resource: { href: '/tm' } } as Sep2Resource);
  t.false(plain.includes('xsi'));
  const time = { $type: 'Time', currentTime: 5, dstEndTime: 0, dstOffset: 0, dstStartTime: 0, quality: 7, tzOffset: 0 };
  const resource = wrong({ $element: 'Notification', ...notification, Resource: time });
  const xml = writeXml(resource);
  t.true(xml.includes('<Resource xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="Time">'), xml);
  t.deepEqual(parseXml(xml) as unknown, { ...resource });
});

test('hexadecimal is written in upper case', (t) => {
  t.is(writeXml(wrong({ $element: 'mRIDType', value: '0abc' })), `<mRIDType ${NS}>0ABC</mRIDType>`);
});

test('64-bit integers are written exactly', (t) => {
  const value = BigInt('-9223372036854775808');
  t.true(writeXml(wrong({ $element: 'TimeType', value })).includes('-9223372036854775808'));
});

test('a field that is undefined is absent', (t) => {
  t.is(writeXml(wrong({ $element: 'DeviceCapability', href: undefined })), `<DeviceCapability ${NS}/>`);
});

test('what does not fit the schema is the error of the caller, with path, expectation and actual', (t) => {
  const cases: [object, RegExp][] = [
    [{}, /\$element: expected an element name, got undefined/],
    [{ $element: 'Toaster' }, /expected an element of IEEE 2030.5-2018, got "Toaster"/],
    [{ $element: 'Time' }, /Time\/currentTime: expected a value, which the schema demands, got undefined/],
    [{ $element: 'DeviceCapability', colour: 'red' }, /DeviceCapability\/colour: expected a field of DeviceCapability/],
    [
      { $element: 'DeviceCapability', pollRate: -1 },
      /DeviceCapability\/pollRate: expected UInt32, 0 to 4294967295, got -1/,
    ],
    [{ $element: 'DeviceCapability', pollRate: 1.5 }, /pollRate: expected an integer \(UInt32\), got 1.5/],
    [{ $element: 'DeviceCapability', pollRate: '900' }, /pollRate: expected an integer \(UInt32\), got "900"/],
    [{ $element: 'DeviceCapability', href: 5 }, /href: expected a string, got 5/],
    [{ $element: 'DeviceCapability', href: '\u0000' }, /expected characters that XML can hold, got U\+0/],
    [{ $element: 'DeviceCapability', href: '\ud800' }, /expected characters that XML can hold, got U\+d800/],
    [{ $element: 'DeviceCapability', TimeLink: '/tm' }, /DeviceCapability\/TimeLink: expected an object, got "\/tm"/],
    [{ $element: 'DeviceCapability', TimeLink: {} }, /DeviceCapability\/TimeLink\/href: expected a value/],
    [{ $element: 'EndDeviceList', all: 1, results: 1, EndDevice: {} }, /EndDeviceList\/EndDevice: expected an array/],
    [{ $element: 'mRIDType', value: '0' }, /expected hexadecimal in pairs of digits, got "0"/],
    [{ $element: 'mRIDType', value: '00'.repeat(17) }, /expected at most 16 octets/],
    [{ $element: 'mRIDType' }, /mRIDType\/value: expected a value, got undefined/],
    [{ $element: 'Response', $type: 'Time', status: 1 }, /\$type: expected a type derived from Response, got "Time"/],
  ];
  for (const [resource, message] of cases) {
    const error = t.throws(() => writeXml(wrong(resource)), { message });
    t.true(error instanceof TypeError || error instanceof RangeError, error?.message);
  }
});
