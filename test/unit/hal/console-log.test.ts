import test from 'ava';
import { type ConsoleLogOptions, jsonLog, textLog } from '../../../hal/node/console-log.js';
import { type Log } from '../../../stack/ports/log.js';

function linesOf(make: (options: ConsoleLogOptions) => Log, level?: 'debug' | 'warn'): string[] {
  const lines: string[] = [];
  const chosen = level === undefined ? {} : { level };
  const log = make({ write: (line) => lines.push(line), now: () => Date.UTC(2026, 6, 15, 12, 0, 1, 250), ...chosen });
  log.write('info', 'tls.established', { peer: '3E4F', resumed: true, port: 8443, absent: undefined });
  log.write('debug', 'http.request', { path: '/dcap' });
  log.write('warn', 'time.stepped', { note: 'a "long" jump', empty: '' });
  return lines;
}

test('the text log writes one aligned line a record, quotes what has spaces, drops what is absent', (t) => {
  t.deepEqual(linesOf(textLog), [
    '12:00:01.250 info  tls.established peer=3E4F resumed=true port=8443\n',
    '12:00:01.250 warn  time.stepped note="a \\"long\\" jump" empty=""\n',
  ]);
});

test('the JSON log writes one object a line', (t) => {
  const [first] = linesOf(jsonLog);
  t.deepEqual(JSON.parse(first!), {
    time: '2026-07-15T12:00:01.250Z',
    level: 'info',
    code: 'tls.established',
    peer: '3E4F',
    resumed: true,
    port: 8443,
  });
});

test('levels below the least are not written', (t) => {
  t.is(linesOf(textLog, 'debug').length, 3);
  t.is(linesOf(textLog, 'warn').length, 1);
});
