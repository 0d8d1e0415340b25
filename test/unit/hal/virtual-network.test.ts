/** What only the virtual world does: chance by seed, broken links, power cuts, counters. */

import test from 'ava';
import { VirtualClock } from '../../../hal/virtual/clock.js';
import { wireOctetsSent, type NetworkConditions, type TappedPacket } from '../../../hal/virtual/conditions.js';
import { VirtualNetwork } from '../../../hal/virtual/network.js';
import { type VirtualNode } from '../../../hal/virtual/node.js';
import { VirtualWallClock } from '../../../hal/virtual/wall-clock.js';
import { parseAddress } from '../../../hal/virtual/address.js';
import { RecordingListener, RecordingTcpHandler } from '../../support/hal-world.js';

interface Pair {
  readonly clock: VirtualClock;
  readonly network: VirtualNetwork;
  readonly a: VirtualNode;
  readonly b: VirtualNode;
  readonly listening: RecordingListener;
  readonly client: RecordingTcpHandler;
}

/** Node `a` connects to port 443 of `b`; time stands at 1 s. */
function makePair(conditions: Partial<NetworkConditions> = {}, seed = 1): Pair {
  const clock = new VirtualClock();
  const network = new VirtualNetwork({ clock, seed, conditions });
  const a = network.addNode('a');
  const b = network.addNode('b');
  const listening = new RecordingListener();
  b.tcp.listen({ address: '::', port: 443 }, listening);
  const client = new RecordingTcpHandler();
  client.connection = a.tcp.connect({ address: 'fd00::2', port: 443 }, client);
  clock.runUntil(1000);
  return { clock, network, a, b, listening, client };
}

/** Writes 200 messages of 10 octets over 20 s, whatever happens. */
function chat(pair: Pair): void {
  for (let i = 0; i < 200; i++) {
    const text = String(i).padStart(10, '.');
    pair.a.scheduler.at(1000 + i * 100, () => pair.client.connection!.write(Buffer.from(text)));
  }
}

function history(seed: number): string {
  const pair = makePair({ delayMs: 5, jitterMs: 20, loss: 0.1 }, seed);
  const lines: string[] = [];
  pair.network.tap = ({ timeMs, kind, from, octets, lost }: TappedPacket) =>
    lines.push([timeMs, kind, from.address, octets.length, lost].join(' '));
  chat(pair);
  pair.clock.runUntil(60_000);
  return lines.join('\n');
}

test('one seed makes one history, another makes another', (t) => {
  t.is(history(5), history(5));
  t.not(history(5), history(6));
});

test('TCP delivers every octet in order through loss and jitter', (t) => {
  const pair = makePair({ delayMs: 5, jitterMs: 50, loss: 0.3 });
  pair.clock.runUntil(20_000);
  chat(pair);
  pair.clock.runUntil(400_000);
  const expected = Array.from({ length: 200 }, (_, i) => String(i).padStart(10, '.')).join('');
  t.is(pair.listening.accepted[0]!.text(), expected);
  t.true(pair.a.traffic.tcpSegmentsSent > pair.b.traffic.tcpSegmentsReceived);
  t.is(pair.b.traffic.tcpOctetsReceived, 2000);
});

test('UDP loses, repeats and reorders as often as it was told', (t) => {
  const clock = new VirtualClock();
  const network = new VirtualNetwork({ clock, seed: 9, conditions: { loss: 0.2, duplicate: 0.1, reorder: 0.1 } });
  const a = network.addNode('a');
  const b = network.addNode('b');
  const got: number[] = [];
  b.udp.open(
    { family: 6, port: 5353 },
    { onDatagram: (octets) => got.push(octets[0]! * 256 + octets[1]!), onFailed() {} },
  );
  const socket = a.udp.open({ family: 6, port: 0 }, { onDatagram() {}, onFailed() {} });
  for (let i = 0; i < 2000; i++) {
    a.scheduler.at(i * 5, () => socket.send(Uint8Array.of(i >>> 8, i & 255), { address: 'fd00::2', port: 5353 }));
  }
  clock.runUntil(60_000);
  const distinct = new Set(got).size;
  const passed = got.filter((n, i) => i > 0 && n < got[i - 1]!).length;
  t.true(distinct > 1500 && distinct < 1700, `${distinct} of 2000 arrived`);
  t.true(got.length - distinct > 100 && got.length - distinct < 220, `${got.length - distinct} arrived twice`);
  t.true(passed > 50, `${passed} were passed by a later one`);
});

test('a partition stalls a connection, and healing it delivers what waited', (t) => {
  const pair = makePair();
  pair.network.partition([['a']]);
  pair.client.connection!.write(Buffer.from('held back'));
  pair.clock.runUntil(30_000);
  t.is(pair.listening.accepted[0]!.text(), '');
  t.false(pair.client.closed());
  pair.network.heal();
  pair.clock.runUntil(90_000);
  t.is(pair.listening.accepted[0]!.text(), 'held back');
});

test('a partition that lasts ends the connection of who writes with a timeout, at the time Linux takes', (t) => {
  const pair = makePair();
  pair.network.partition([['a']]);
  pair.client.connection!.write(Buffer.from('never'));
  pair.clock.runUntil(1000 + 900_000);
  t.false(pair.client.closed());
  pair.clock.runUntil(1000 + 1_100_000);
  t.deepEqual(pair.client.calls, ['connect', 'close timeout']);
  t.false(pair.listening.accepted[0]!.closed(), 'the silent end knows nothing: half-open');
});

test('connecting into a partition times out; to an address that nobody has is unreachable; without link at once', (t) => {
  const pair = makePair();
  pair.network.partition([['a']]);
  const cut = new RecordingTcpHandler();
  const nobody = new RecordingTcpHandler();
  const unplugged = new RecordingTcpHandler();
  pair.a.tcp.connect({ address: 'fd00::2', port: 443 }, cut);
  pair.a.tcp.connect({ address: 'fd00::99', port: 443 }, nobody);
  pair.b.setLink(false);
  pair.b.tcp.connect({ address: 'fd00::1', port: 443 }, unplugged);
  pair.clock.runUntil(1001);
  t.deepEqual(unplugged.calls, ['close unreachable']);
  pair.clock.runUntil(5000);
  t.deepEqual(nobody.calls, ['close unreachable']);
  t.deepEqual(cut.calls, []);
  pair.clock.runUntil(130_000);
  t.deepEqual(cut.calls, ['close timeout']);
});

test('a machine that lost power is silent; back without the connection, it resets who writes', (t) => {
  const pair = makePair();
  const server = pair.listening.accepted[0]!;
  pair.b.scheduler.at(2000, () => server.calls.push('timer of a dead program'));
  pair.b.powerOff();
  pair.client.connection!.write(Buffer.from('anybody?'));
  pair.clock.runUntil(10_000);
  t.deepEqual(server.calls, []);
  t.deepEqual(pair.client.calls, ['connect']);
  pair.b.powerOn();
  pair.clock.runUntil(60_000);
  t.deepEqual(pair.client.calls, ['connect', 'close reset']);
  t.deepEqual(server.calls, []);
  const again = new RecordingListener();
  pair.b.tcp.listen({ address: '::', port: 443 }, again);
  pair.clock.runUntil(60_100);
  t.truthy(again.listener);
});

test('octets that were under way when the power went are sent again', (t) => {
  const pair = makePair({ delayMs: 50, jitterMs: 0 });
  pair.client.connection!.write(Buffer.from('one'));
  pair.client.connection!.write(Buffer.from('two'));
  pair.clock.runUntil(1010);
  pair.b.powerOff();
  pair.clock.runUntil(1100);
  pair.b.powerOn();
  pair.clock.runUntil(5000);
  t.deepEqual(pair.client.calls, ['connect', 'close reset']);
});

test('counters tell payload by machine and by service port', (t) => {
  const pair = makePair();
  pair.client.connection!.write(new Uint8Array(3000));
  pair.clock.runUntil(2000);
  t.is(pair.a.serviceTraffic(443).tcpOctetsSent, 3000);
  t.is(pair.a.serviceTraffic(443).tcpSegmentsSent, 3, 'segments hold 1440 octets');
  t.is(pair.b.serviceTraffic(443).tcpOctetsReceived, 3000);
  t.is(wireOctetsSent(pair.a.traffic), 3000 + 3 * 60);
  t.is(pair.a.serviceTraffic(80).tcpOctetsSent, 0);
});

test('a million timers of ten thousand nodes cost what the heap costs', (t) => {
  const clock = new VirtualClock();
  const network = new VirtualNetwork({ clock, seed: 1 });
  let ran = 0;
  const started = process.hrtime.bigint();
  for (let i = 0; i < 10_000; i++) {
    const { scheduler } = network.addNode('node' + i);
    const tick = (): void => {
      if (++ran <= 990_000) scheduler.at(scheduler.nowMs() + 1 + ((i * 7919) % 1000), tick);
    };
    scheduler.at(i, tick);
  }
  clock.runUntil(Infinity);
  t.true(ran >= 1_000_000 - 10_000);
  t.true(Number(process.hrtime.bigint() - started) < 20e9);
});

test('what two nodes do costs the same among two and among five thousand', (t) => {
  const tasksAmong = (count: number): number => {
    const pair = makePair();
    for (let i = 2; i < count; i++) pair.network.addNode('bystander' + i);
    const sockets = [pair.a, pair.b].map((node) => {
      return node.udp.open({ family: 6, port: 5353, group: 'ff02::fb' }, { onDatagram() {}, onFailed() {} });
    });
    chat(pair);
    sockets[0]!.send(Uint8Array.of(1), { address: 'ff02::fb', port: 5353 });
    pair.clock.runUntil(60_000);
    return pair.clock.taskCount();
  };
  t.is(tasksAmong(5000), tasksAmong(2));
});

test('the wall clock drifts and jumps, on its own', (t) => {
  const clock = new VirtualClock();
  const wall = new VirtualWallClock(clock, 1_000_000, 100);
  clock.runUntil(10_000_000);
  t.is(Math.round(wall.nowS()), 1_010_001);
  wall.step(-3600);
  clock.runUntil(20_000_000);
  t.is(Math.round(wall.nowS()), 1_010_001 - 3600 + 10_001);
});

test('two tasks that call each other for ever are found out', (t) => {
  const clock = new VirtualClock();
  const again = (): void => clock.post(0, again);
  clock.post(0, again);
  t.throws(() => clock.runUntil(1000, 5000), { instanceOf: RangeError, message: /more than 5000 tasks/ });
});

test('addresses have one spelling (RFC 5952)', (t) => {
  const spelling = (text: string): string | undefined => parseAddress(text)?.text;
  t.is(spelling('FD00:0:0:0:0:0:0:1'), 'fd00::1');
  t.is(spelling('2001:db8:0:1:1:1:1:1'), '2001:db8:0:1:1:1:1:1');
  t.is(spelling('fe80::1%eth0'), 'fe80::1');
  t.is(spelling('::'), '::');
  t.is(spelling('1:0:0:2:0:0:0:3'), '1:0:0:2::3');
  t.is(spelling('10.0.0.1'), '10.0.0.1');
  t.true(parseAddress('ff02::fb')!.multicast);
  t.true(parseAddress('224.0.0.251')!.multicast);
  for (const wrong of ['', '1.2.3', '1.2.3.256', '1::2::3', ':1', 'fd00::g', '1:2:3:4:5:6:7:8:9', 'host', '1.2.3.x']) {
    t.is(parseAddress(wrong), undefined, wrong);
  }
});
