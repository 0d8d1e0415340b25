/** The TCP half of stack/ports/network.ts, on every adapter. */

import test from 'ava';
import {
  connectClient,
  connectPair,
  nodeWorld,
  RecordingListener,
  RecordingTcpHandler,
  startListener,
  virtualWorld,
} from '../../support/hal-world.js';

for (const makeWorld of [nodeWorld, virtualWorld]) {
  const { name } = makeWorld();

  test(`${name}: listening says so later, and with the port that was bound`, async (t) => {
    const world = makeWorld();
    const listening = new RecordingListener();
    world.server.tcp.listen({ address: world.serverAddress, port: 0 }, listening);
    t.is(listening.listener, undefined);
    await world.until('listening', () => listening.listener !== undefined);
    t.true(listening.listener!.local.port > 0);
    listening.listener!.close();
  });

  test(`${name}: connecting calls nothing inside the call, then onConnect before any data`, async (t) => {
    const world = makeWorld();
    const listening = await startListener(world);
    listening.onAccepted = (handler) => t.is(typeof handler.connection!.write(octets('welcome')), 'boolean');
    const client = connectClient(world, listening.listener!.local.port);
    t.deepEqual(client.calls, []);
    await world.until('greeting', () => client.text() === 'welcome');
    t.deepEqual(client.calls, ['connect', 'data']);
    t.deepEqual(listening.accepted[0]!.calls, []);
    client.connection!.close();
    listening.listener!.close();
  });

  test(`${name}: both ends know both endpoints`, async (t) => {
    const world = makeWorld();
    const { listening, client, server } = await connectPair(world);
    const port = listening.listener!.local.port;
    t.deepEqual(client.connection!.remote, { address: world.serverAddress, port });
    t.deepEqual(server.connection!.local, { address: world.serverAddress, port });
    t.deepEqual(server.connection!.remote, client.connection!.local);
    client.connection!.abort();
    listening.listener!.close();
  });

  test(`${name}: octets arrive in order, and the caller may reuse its buffer at once`, async (t) => {
    const world = makeWorld();
    const { listening, client, server } = await connectPair(world);
    const buffer = new Uint8Array(3000);
    let expected = '';
    for (let i = 0; i < 50; i++) {
      buffer.fill(65 + (i % 26));
      expected += String.fromCharCode(65 + (i % 26)).repeat(buffer.length);
      client.connection!.write(buffer);
    }
    buffer.fill(0);
    await world.until('all octets', () => server.octets() === expected.length);
    t.true(server.text() === expected);
    client.connection!.close();
    listening.listener!.close();
  });

  test(`${name}: octets written before the connection stands are sent when it does`, async (t) => {
    const world = makeWorld();
    const listening = await startListener(world);
    const client = connectClient(world, listening.listener!.local.port);
    client.connection!.write(octets('early'));
    await world.until('octets', () => listening.accepted[0]?.text() === 'early');
    t.is(client.calls[0], 'connect');
    client.connection!.close();
    listening.listener!.close();
  });

  test(`${name}: write answers false when too much waits, and onDrain says when to go on`, async (t) => {
    const world = makeWorld();
    const { listening, client, server } = await connectPair(world);
    const block = new Uint8Array(65536);
    let blocks = 0;
    let goOn = true;
    while (goOn && blocks < 1000) {
      goOn = client.connection!.write(block);
      blocks++;
    }
    t.false(goOn);
    t.false(client.calls.includes('drain'));
    await world.until('drain', () => client.calls.includes('drain'));
    await world.until('octets', () => server.octets() === blocks * block.length);
    t.true(client.connection!.write(octets('more')));
    client.connection!.close();
    listening.listener!.close();
  });

  test(`${name}: close sends what is queued, then both ends close in order, once`, async (t) => {
    const world = makeWorld();
    const { listening, client, server } = await connectPair(world);
    client.connection!.write(new Uint8Array(300_000));
    client.connection!.close();
    client.connection!.close();
    t.false(client.closed());
    await world.until('both closed', () => client.closed() && server.closed());
    t.is(server.octets(), 300_000);
    await world.pass(20);
    t.deepEqual(closings(client), ['close in order']);
    t.deepEqual(closings(server), ['close in order']);
    t.is(server.calls[server.calls.length - 1], 'close in order');
    t.false(client.connection!.write(octets('late')));
    listening.listener!.close();
  });

  test(`${name}: the end that is closed by its peer still sends what it had queued`, async (t) => {
    const world = makeWorld();
    const { listening, client, server } = await connectPair(world);
    server.connection!.write(new Uint8Array(200_000));
    client.connection!.close();
    await world.until('both closed', () => client.closed() && server.closed());
    t.is(client.octets(), 200_000);
    t.deepEqual(closings(server), ['close in order']);
    listening.listener!.close();
  });

  test(`${name}: abort ends in order for who calls, with a reset for the peer, and calls nothing else`, async (t) => {
    const world = makeWorld();
    const { listening, client, server } = await connectPair(world);
    server.connection!.write(octets('never read'));
    client.connection!.abort();
    client.connection!.abort();
    t.deepEqual(client.calls, ['connect']);
    await world.until('both closed', () => client.closed() && server.closed());
    await world.pass(20);
    t.deepEqual(client.calls, ['connect', 'close in order']);
    t.deepEqual(closings(server), ['close reset']);
    listening.listener!.close();
  });

  test(`${name}: abort inside a callback stops the callbacks`, async (t) => {
    const world = makeWorld();
    const { listening, client, server } = await connectPair(world);
    server.during = (call) => {
      if (call === 'data') server.connection!.abort();
    };
    client.connection!.write(octets('one'));
    await world.until('server closed', () => server.closed());
    client.connection!.write(octets('two'));
    await world.until('client closed', () => client.closed());
    t.deepEqual(server.calls, ['data', 'close in order']);
    t.is(server.text(), 'one');
    listening.listener!.close();
  });

  test(`${name}: abort while connecting ends with onClose alone`, async (t) => {
    const world = makeWorld();
    const listening = await startListener(world);
    const client = connectClient(world, listening.listener!.local.port);
    client.connection!.abort();
    await world.until('closed', () => client.closed());
    await world.pass(20);
    t.deepEqual(client.calls, ['close in order']);
    listening.listener!.close();
  });

  test(`${name}: a port where nobody listens refuses`, async (t) => {
    const world = makeWorld();
    const listening = await startListener(world);
    const { port } = listening.listener!.local;
    listening.listener!.close();
    await world.pass(20);
    const client = connectClient(world, port);
    await world.until('closed', () => client.closed());
    t.deepEqual(client.calls, ['close refused']);
    t.false(client.connection!.write(octets('late')));
  });

  test(`${name}: a port in use fails later, and nothing follows`, async (t) => {
    const world = makeWorld();
    const first = await startListener(world);
    const second = new RecordingListener();
    world.server.tcp.listen(first.listener!.local, second);
    t.is(second.failure, undefined);
    await world.until('failure', () => second.failure !== undefined);
    t.regex(second.failure!, /in use/);
    t.is(second.listener, undefined);
    first.listener!.close();
  });

  test(`${name}: closing a listener keeps its connections and frees its port`, async (t) => {
    const world = makeWorld();
    const { listening, client, server } = await connectPair(world);
    const { local } = listening.listener!;
    listening.listener!.close();
    await world.pass(20);
    client.connection!.write(octets('still here'));
    await world.until('octets', () => server.text() === 'still here');
    client.connection!.close();
    await world.until('both closed', () => client.closed() && server.closed());
    const again = new RecordingListener();
    world.server.tcp.listen({ address: local.address, port: 0 }, again);
    await world.until('listening', () => again.listener !== undefined);
    t.is(again.failure, undefined);
    again.listener!.close();
  });

  test(`${name}: a listener closed before it listened says nothing`, async (t) => {
    const world = makeWorld();
    const listening = new RecordingListener();
    world.server.tcp.listen({ address: world.serverAddress, port: 0 }, listening).close();
    await world.pass(30);
    t.is(listening.listener, undefined);
    t.is(listening.failure, undefined);
  });

  test(`${name}: names and impossible ports are the caller's bug`, (t) => {
    const world = makeWorld();
    const handler = new RecordingTcpHandler();
    t.throws(() => world.client.tcp.connect({ address: 'localhost', port: 1 }, handler), {
      instanceOf: RangeError,
      message: 'remote.address: expected an IPv4 or IPv6 address, got "localhost"',
    });
    t.throws(() => world.client.tcp.connect({ address: '::1', port: 0 }, handler), {
      instanceOf: RangeError,
      message: 'remote.port: expected an integer from 1 to 65535, got 0',
    });
    t.throws(() => world.server.tcp.listen({ address: '::1', port: 65536 }, new RecordingListener()), {
      instanceOf: RangeError,
    });
  });

  test(`${name}: IPv6 loopback answers`, async (t) => {
    const world = { ...makeWorld(), serverAddress: '::1' };
    const same = { ...world, client: world.server };
    const { listening, client, server } = await connectPair(same);
    client.connection!.write(octets('six'));
    await world.until('octets', () => server.text() === 'six');
    t.is(server.connection!.remote.address, '::1');
    client.connection!.close();
    listening.listener!.close();
  });

  test(`${name}: a listener on :: takes IPv4 peers and shows their IPv4 address`, async (t) => {
    const world = makeWorld();
    const listening = new RecordingListener();
    world.server.tcp.listen({ address: '::', port: 0 }, listening);
    await world.until('listening', () => listening.listener !== undefined);
    const client = connectClient(world, listening.listener!.local.port);
    await world.until('accepted', () => listening.accepted.length === 1 && client.calls.includes('connect'));
    t.is(listening.accepted[0]!.connection!.remote.address, client.connection!.local.address);
    t.is(client.connection!.local.address.split('.').length, 4);
    client.connection!.abort();
    listening.listener!.close();
  });
}

function closings(handler: RecordingTcpHandler): string[] {
  return handler.calls.filter((call) => call.startsWith('close'));
}

function octets(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'latin1'));
}
