/** Sees every datagram that goes through a UDP port, and keeps what people want to know of it. */

import { HOST_LIMITS } from '../../stack/core/limits.js';
import { toAscii } from '../../stack/core/octets.js';
import { PeerError } from '../../stack/core/peer-error.js';
import { decodeUtf8 } from '../../stack/core/utf8.js';
import { decodeMessage } from '../../stack/dnssd/decode.js';
import { type DnsMessage, type DnsRecord, TYPE_TXT, typeName } from '../../stack/dnssd/message.js';
import { nameKey } from '../../stack/dnssd/names.js';
import { SERVICE_TYPE } from '../../stack/dnssd/service.js';
import {
  type HostAddress,
  type UdpHandler,
  type UdpOptions,
  type UdpPort,
  type UdpSocket,
} from '../../stack/ports/network.js';

/** A question and where it went. */
export interface Asked {
  readonly name: string;
  readonly type: string;
  readonly group: string;
  readonly interfaces: readonly string[];
  times: number;
}

/** A peer that answered something of the service. */
export interface Answered {
  readonly from: string;
  readonly interfaceName: string | undefined;
  datagrams: number;
  /** Records of all its answers: `PTR _smartenergy._tcp.local`. */
  readonly records: string[];
}

export class Witness implements UdpPort {
  readonly asked: Asked[] = [];
  readonly answered: Answered[] = [];
  /** Groups that could not be joined, and why. */
  readonly failed: { readonly group: string; readonly detail: string }[] = [];
  /** TXT strings as they came, by name of the instance in lower case. */
  readonly texts = new Map<string, readonly string[]>();

  constructor(private readonly udp: UdpPort) {}

  open(options: UdpOptions, handler: UdpHandler): UdpSocket {
    const socket = this.udp.open(options, {
      onDatagram: (octets, from, interfaceName) => {
        this.see(octets, (message) => this.noteAnswer(message, from.address, interfaceName));
        handler.onDatagram(octets, from, interfaceName);
      },
      onFailed: (detail) => {
        this.failed.push({ group: options.group ?? '', detail });
        handler.onFailed(detail);
      },
    });
    return {
      send: (octets, to) => {
        this.see(octets, (message) => this.noteQuestions(message, to.address, options));
        socket.send(octets, to);
      },
      close: () => socket.close(),
    };
  }

  addresses(): readonly HostAddress[] {
    return this.udp.addresses();
  }

  private see(octets: Uint8Array, note: (message: DnsMessage) => void): void {
    try {
      note(decodeMessage(octets, HOST_LIMITS));
    } catch (error) {
      // The querier reads it too, and says what is wrong with it.
      if (!(error instanceof PeerError)) throw error;
    }
  }

  private noteQuestions(message: DnsMessage, group: string, options: UdpOptions): void {
    const own = this.udp.addresses().filter(({ family }) => family === options.family);
    const names = new Set(own.map(({ interfaceName }) => interfaceName));
    const interfaces = options.interfaceName === undefined ? [...names] : [options.interfaceName];
    for (const { name, type } of message.questions) {
      const known = this.asked.find((a) => a.name === name && a.type === typeName(type) && a.group === group);
      if (known === undefined) this.asked.push({ name, type: typeName(type), group, interfaces, times: 1 });
      else known.times++;
    }
  }

  private noteAnswer(message: DnsMessage, from: string, interfaceName: string | undefined): void {
    if (!message.isResponse) return;
    const records = [...message.answers, ...message.authorities, ...message.additionals].filter(isOfService);
    if (records.length === 0) return;
    let peer = this.answered.find((a) => a.from === from && a.interfaceName === interfaceName);
    if (peer === undefined) this.answered.push((peer = { from, interfaceName, datagrams: 0, records: [] }));
    peer.datagrams++;
    for (const record of records) {
      const text = `${typeName(record.type)} ${record.name}`;
      if (!peer.records.includes(text)) peer.records.push(text);
      if (record.type === TYPE_TXT && record.data.kind === 'text') {
        this.texts.set(nameKey(record.name), record.data.strings.map(readable));
      }
    }
  }
}

function isOfService(record: DnsRecord): boolean {
  return nameKey(record.name).includes(SERVICE_TYPE);
}

function readable(octets: Uint8Array): string {
  return decodeUtf8(octets) ?? toAscii(octets);
}
