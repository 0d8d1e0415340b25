/** Who is who: the devices that are registered, the groups that each belongs to, and so what each may see. */

import { type PeerIdentity } from '../core/peer-identity.js';
import { audienceOfDevice, audienceOfGroup, EVERYONE, REGISTERED, type Reader } from '../functions/resource-tree.js';
import { type AccessBook } from '../functions/server-host.js';

const STRANGER: Reader = Object.freeze([EVERYONE]);

interface Member {
  readonly path: string;
  readonly groups: Set<string>;
  reader: Reader;
}

export class AccessRegister implements AccessBook {
  /** Grows with each change of who may see what. */
  version = 0;
  private readonly members = new Map<string, Member>();
  /** LFDIs by group. */
  private readonly groups = new Map<string, Set<string>>();

  register(lfdi: string, path: string): void {
    this.members.set(lfdi, { path, groups: new Set(), reader: readerOf(lfdi, []) });
    this.version++;
  }

  forget(lfdi: string): void {
    const member = this.members.get(lfdi);
    if (member === undefined) return;
    for (const group of member.groups) this.groups.get(group)!.delete(lfdi);
    this.members.delete(lfdi);
    this.version++;
  }

  pathOf(lfdi: string): string | undefined {
    return this.members.get(lfdi)?.path;
  }

  join(lfdi: string, group: string): void {
    const member = this.member(lfdi);
    member.groups.add(group);
    const lfdis = this.groups.get(group);
    if (lfdis === undefined) this.groups.set(group, new Set([lfdi]));
    else lfdis.add(lfdi);
    this.renew(lfdi, member);
  }

  leave(lfdi: string, group: string): void {
    const member = this.member(lfdi);
    member.groups.delete(group);
    this.groups.get(group)?.delete(lfdi);
    this.renew(lfdi, member);
  }

  shareMember(group: string, other: string): boolean {
    const a = this.groups.get(group);
    const b = this.groups.get(other);
    if (a === undefined || b === undefined) return false;
    const [small, large] = a.size < b.size ? [a, b] : [b, a];
    for (const lfdi of small) if (large.has(lfdi)) return true;
    return false;
  }

  /** LFDIs of every registered device. */
  devices(): readonly string[] {
    return [...this.members.keys()];
  }

  /** What a peer may see; one without certificate, or not registered, sees what everyone sees. */
  readerOf(peer: PeerIdentity | undefined): Reader {
    if (peer === undefined) return STRANGER;
    return this.members.get(peer.lfdi)?.reader ?? STRANGER;
  }

  isRegistered(peer: PeerIdentity | undefined): boolean {
    return peer !== undefined && this.members.has(peer.lfdi);
  }

  private renew(lfdi: string, member: Member): void {
    member.reader = readerOf(lfdi, [...member.groups]);
    this.version++;
  }

  private member(lfdi: string): Member {
    const member = this.members.get(lfdi);
    if (member === undefined) throw new RangeError('lfdi: expected one that is registered, got ' + lfdi);
    return member;
  }
}

function readerOf(lfdi: string, groups: readonly string[]): Reader {
  return Object.freeze([EVERYONE, REGISTERED, audienceOfDevice(lfdi), ...groups.map(audienceOfGroup)]);
}
