import test from 'ava';

import { allowHeader, allowsMethod, isMethod, METHOD_TABLE, METHODS } from '../../../stack/functions/method-table.js';

test('CORE-001: every row has five letters of M, O, D, E', (t) => {
  for (const [kind, letters] of Object.entries(METHOD_TABLE)) t.regex(letters, /^[MODE]{5}$/, kind);
});

test('CORE-001: a mandatory method is allowed, a discouraged or erroneous one is not', (t) => {
  for (const [kind, letters] of Object.entries(METHOD_TABLE)) {
    METHODS.forEach((method, i) => {
      const letter = letters.charAt(i);
      const allowed = allowsMethod(kind as keyof typeof METHOD_TABLE, method);
      if (letter === 'M') t.true(allowed, `${method} ${kind}`);
      if (letter === 'D' || letter === 'E') t.false(allowed, `${method} ${kind}`);
    });
  }
});

test('CORE-001: Allow names the methods in order', (t) => {
  t.is(allowHeader('DERStatus'), 'GET, HEAD, PUT');
  t.is(allowHeader('DeviceCapability'), 'GET, HEAD');
  t.is(allowHeader('MirrorUsagePoint'), 'GET, HEAD, PUT, POST, DELETE');
  t.is(allowHeader('EndDeviceList'), 'GET, HEAD, POST');
});

test('CORE-002: other tokens are no methods of the standard', (t) => {
  for (const method of ['PATCH', 'OPTIONS', 'TRACE', 'get', '']) t.false(isMethod(method), method);
});
