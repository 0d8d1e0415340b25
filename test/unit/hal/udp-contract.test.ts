/** The UDP half of stack/ports/network.ts, on every adapter. Multicast stays on the loopback interface. */

import test from 'ava';
import { type Endpoint, type UdpHandler } from '../../../stack/ports/network.js';
import { nodeWorld, virtualWorld } from '../../support/hal-world.js';

const GROUP = '224.0.0.251';
const nextPort = (
  (port: number) => () =>
    port++
)(41000 + (process.pid % 4000));

class Inbox implements UdpHandler {
  readonly texts: string[] = [];
  readonly froms: Endpoint[] = [];
  readonly interfaces: (string | undefined)[] = [];
  failure: string | undefined;

  onDatagram(octets: Uint8Array, from: Endpoint, interfaceName: string | undefined): void {
    this.texts.push(Buffer.from(octets).toString('latin1'));
    this.froms.push(from);
    this.interfaces.push(interfaceName);
  }

  onFailed(detail: string): void {
    this.failure = detail;
  }
}

for (const makeWorld of [nodeWorld, virtualWorld]) {
  const { name } = makeWorld();

  test(`${name}: a datagram arrives whole, later, from where it was sent`, async (t) => {
    const world = makeWorld();
    const port = nextPort();
    const inbox = new Inbox();
    const back = new Inbox();
    const receiver = world.server.udp.open({ family: 4, port }, inbox);
    await world.pass(20);
    const sender = world.client.udp.open({ family: 4, port: 0 }, back);
    const buffer = octets('question');
    sender.send(buffer, { address: world.serverAddress, port });
    buffer.fill(0);
    t.deepEqual(inbox.texts, []);
    await world.until('datagram', () => inbox.texts.length === 1);
    t.deepEqual(inbox.texts, ['question']);
    receiver.send(octets('answer'), inbox.froms[0]!);
    await world.until('answer', () => back.texts.length === 1);
    t.deepEqual(back.texts, ['answer']);
    t.deepEqual(back.froms, [{ address: world.serverAddress, port }]);
    receiver.close();
    sender.close();
  });

  test(`${name}: a port in use fails later, and the first socket lives on`, async (t) => {
    const world = makeWorld();
    const port = nextPort();
    const first = new Inbox();
    const second = new Inbox();
    const socket = world.server.udp.open({ family: 4, port }, first);
    await world.pass(20);
    world.server.udp.open({ family: 4, port }, second);
    t.is(second.failure, undefined);
    await world.until('failure', () => second.failure !== undefined);
    t.regex(second.failure!, /in ?use/i);
    t.is(first.failure, undefined);
    socket.close();
  });

  test(`${name}: a group's datagram reaches every member, the sender included, on the interface that was named`, async (t) => {
    const world = makeWorld();
    const port = nextPort();
    const inboxes = [new Inbox(), new Inbox(), new Inbox()];
    const options = { family: 4, port, group: GROUP, interfaceName: world.interfaceName } as const;
    const sockets = [
      world.server.udp.open(options, inboxes[0]!),
      world.server.udp.open(options, inboxes[1]!),
      world.client.udp.open(options, inboxes[2]!),
    ];
    await world.pass(20);
    sockets[2]!.send(octets('who is there'), { address: GROUP, port });
    await world.until('datagrams', () => inboxes.every((inbox) => inbox.texts.length === 1));
    for (const inbox of inboxes) {
      t.deepEqual(inbox.texts, ['who is there']);
      t.is(inbox.froms[0]!.port, port);
      t.is(inbox.interfaces[0], world.interfaceName);
    }
    for (const socket of sockets) socket.close();
  });

  test(`${name}: after close nothing arrives and sending is no error`, async (t) => {
    const world = makeWorld();
    const port = nextPort();
    const inbox = new Inbox();
    const receiver = world.server.udp.open({ family: 4, port }, inbox);
    const sender = world.client.udp.open({ family: 4, port: 0 }, new Inbox());
    await world.pass(20);
    receiver.close();
    receiver.close();
    sender.send(octets('into the void'), { address: world.serverAddress, port });
    receiver.send(octets('too late'), { address: world.serverAddress, port });
    await world.pass(50);
    t.deepEqual(inbox.texts, []);
    t.is(inbox.failure, undefined);
    sender.close();
  });

  test(`${name}: an interface that does not exist fails the socket`, async (t) => {
    const world = makeWorld();
    const inbox = new Inbox();
    world.server.udp.open({ family: 4, port: nextPort(), group: GROUP, interfaceName: 'nosuch0' }, inbox);
    await world.until('failure', () => inbox.failure !== undefined);
    t.regex(inbox.failure!, /nosuch0/);
  });

  test(`${name}: the machine knows its addresses`, (t) => {
    const addresses = makeWorld().server.udp.addresses();
    t.true(addresses.length > 0);
    for (const { interfaceName, family, address } of addresses) {
      t.true(interfaceName.length > 0);
      t.is(family, address.includes(':') ? 6 : 4);
    }
  });
}

function octets(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'latin1'));
}
