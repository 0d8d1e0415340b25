/**
 * Run in a network namespace of its own: sends to a group from a socket on every interface and from one on the interface
 * that is named, and prints what arrived where, as JSON.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { NodeUdpPort } from '../../hal/node/udp.js';
import { type UdpHandler } from '../../stack/ports/network.js';

const [familyText, group, interfaceName] = process.argv.slice(2);
const family = familyText === '4' ? 4 : 6;
const heard: string[] = [];
const udp = new NodeUdpPort();

function listen(name: string): UdpHandler {
  return {
    onDatagram: (octets, _from, arrivedOn) => heard.push(`${name}: ${Buffer.from(octets).toString()} on ${arrivedOn}`),
    onFailed: (detail) => heard.push(`${name}: failed, ${detail}`),
  };
}

const everywhere = udp.open({ family, port: 5353, group: group! }, listen('everywhere'));
const one = udp.open({ family, port: 5353, group: group!, interfaceName: interfaceName! }, listen('one'));
await sleep(200);
everywhere.send(Buffer.from('to all'), { address: group!, port: 5353 });
await sleep(200);
one.send(Buffer.from('to one'), { address: group!, port: 5353 });
await sleep(200);
everywhere.close();
one.close();
process.stdout.write(JSON.stringify([...new Set(heard)].sort()));
