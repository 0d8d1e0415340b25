/**
 * A network of virtual nodes on one clock: delays, losses, partitions, and counters. Same seed, same packets.
 *
 * The cost of a packet depends on who receives it and on nothing else: no step looks at all nodes.
 */

import { type VirtualClock } from './clock.js';
import { parseAddress } from './address.js';
import { HOME_NETWORK, LINUX_TCP, type NetworkConditions, type TappedPacket, type TcpTimings } from './conditions.js';
import { VirtualNode } from './node.js';
import { Prng } from './prng.js';
import { type GroupMember, type Host, type World } from './world.js';

export interface VirtualNetworkOptions {
  readonly clock: VirtualClock;
  /** The seed of losses, jitter and the nodes' entropy. */
  readonly seed: number;
  readonly conditions?: Partial<NetworkConditions>;
  readonly tcp?: Partial<TcpTimings>;
  /** Largest payload of a TCP segment; 1440 fits Ethernet under IPv6. */
  readonly maxSegmentOctets?: number;
  /** Overwrites octets after the callback that received them, so that a test finds who kept them. */
  readonly scrub?: boolean;
}

/** Delay in a node, for what it sends to itself. */
const LOOPBACK_DELAY_MS = 0.02;

export class VirtualNetwork implements World {
  readonly clock: VirtualClock;
  readonly seed: number;
  readonly tcpTimings: TcpTimings;
  readonly maxSegmentOctets: number;
  readonly scrub: boolean;
  /** Called with every packet that is sent, lost ones included. */
  tap: ((packet: TappedPacket) => void) | undefined;
  conditions: NetworkConditions;

  private readonly random: Prng;
  private readonly byName = new Map<string, VirtualNode>();
  private readonly byAddress = new Map<string, VirtualNode>();
  private readonly groups = new Map<string, Set<GroupMember>>();

  constructor(options: VirtualNetworkOptions) {
    this.clock = options.clock;
    this.seed = options.seed;
    this.conditions = { ...HOME_NETWORK, ...options.conditions };
    this.tcpTimings = { ...LINUX_TCP, ...options.tcp };
    this.maxSegmentOctets = options.maxSegmentOctets ?? 1440;
    this.scrub = options.scrub ?? false;
    this.random = new Prng(options.seed, 'network');
  }

  /**
   * Adds a node. Without `addresses` it gets `fd00::n` and `10.…`, n counting from 1. Throws RangeError for a name or
   * an address that is taken, and for an address that is none.
   */
  addNode(name: string, addresses?: readonly string[]): VirtualNode {
    if (this.byName.has(name)) throw new RangeError('name: "' + name + '" is taken');
    const n = this.byName.size + 1;
    const texts = addresses ?? [
      'fd00::' + (n > 0xffff ? (n >>> 16).toString(16) + ':' : '') + (n & 0xffff).toString(16),
      '10.' + ((n >>> 16) & 255) + '.' + ((n >>> 8) & 255) + '.' + (n & 255),
    ];
    const parsed = texts.map((text) => {
      const address = parseAddress(text);
      if (address === undefined || address.multicast) {
        throw new RangeError('addresses: expected unicast IP addresses, got "' + text + '"');
      }
      if (this.byAddress.has(address.text)) throw new RangeError('addresses: "' + text + '" is taken');
      return address;
    });
    const node = new VirtualNode(this, name, this.seed, parsed);
    this.byName.set(name, node);
    for (const address of parsed) this.byAddress.set(address.text, node);
    return node;
  }

  node(name: string): VirtualNode | undefined {
    return this.byName.get(name);
  }

  nodes(): Iterable<VirtualNode> {
    return this.byName.values();
  }

  setConditions(conditions: Partial<NetworkConditions>): void {
    this.conditions = { ...this.conditions, ...conditions };
  }

  /**
   * Splits the network: the nodes named in one list reach each other and nobody else; those that are named nowhere
   * stay together. Replaces an earlier split. What is under way still arrives.
   */
  partition(sides: readonly (readonly string[])[]): void {
    this.heal();
    sides.forEach((side, index) => {
      for (const name of side) {
        const node = this.byName.get(name);
        if (node === undefined) throw new RangeError('sides: no node is called "' + name + '"');
        node.side = index + 1;
      }
    });
  }

  heal(): void {
    for (const node of this.byName.values()) node.side = 0;
  }

  find(address: string, asker: Host): Host | undefined {
    return address === '::1' || address === '127.0.0.1' ? asker : this.byAddress.get(address);
  }

  transitMs(from: Host, to: Host): number | undefined {
    if (!from.powered || !to.powered) return undefined;
    if (from === to) return LOOPBACK_DELAY_MS;
    if (!from.linkUp || !to.linkUp || from.side !== to.side) return undefined;
    const { delayMs, jitterMs, loss } = this.conditions;
    if (this.random.chance(loss) || this.random.chance(from.loss) || this.random.chance(to.loss)) return undefined;
    return jitterMs > 0 ? delayMs + jitterMs * this.random.unit() : delayMs;
  }

  chance(probability: number): boolean {
    return this.random.chance(probability);
  }

  join(group: string, port: number, member: GroupMember): void {
    const key = group + ' ' + port;
    const members = this.groups.get(key);
    if (members === undefined) this.groups.set(key, new Set([member]));
    else members.add(member);
  }

  leave(group: string, port: number, member: GroupMember): void {
    this.groups.get(group + ' ' + port)?.delete(member);
  }

  members(group: string, port: number): Iterable<GroupMember> {
    return this.groups.get(group + ' ' + port) ?? [];
  }
}
