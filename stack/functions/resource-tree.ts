/**
 * The resource tree as function sets and the server core see it: a port, so that what is kept in memory today can be
 * kept in a database without a change above.
 *
 * A resource has a path, a kind, an audience and its fields. A list is a resource too: its fields are the attributes of
 * the list, and its items are resources placed in it; one resource can stand in several lists (a control in the list of
 * all controls and in the active one).
 */

import { type ResourceKind } from './method-table.js';

/**
 * Who may see a resource: {@link EVERYONE}, {@link REGISTERED}, one device ({@link audienceOfDevice}) or the members of
 * a program ({@link audienceOfGroup}).
 */
export type Audience = string;

/** Every peer with a certificate, known or not. */
export const EVERYONE: Audience = '*';

/** Every device that has an EndDevice. */
export const REGISTERED: Audience = '+';

/** One device alone, by its LFDI (40 upper-case hexadecimal digits). */
export function audienceOfDevice(lfdi: string): Audience {
  return '=' + lfdi;
}

/** The devices that are assigned to the group of that name; a program's group is named by its path. */
export function audienceOfGroup(name: string): Audience {
  return '/' + name;
}

/** The audiences that a peer belongs to. */
export type Reader = readonly Audience[];

export interface Entry {
  readonly path: string;
  readonly kind: ResourceKind;
  readonly audience: Audience;
  /** Schema fields and attributes; `href` is the path. Without `href`, the resource awaits its first PUT. */
  readonly fields: object;
  /** Grows with each change of the fields and, for a list, of what stands in it. */
  readonly version: number;
}

/** A part of a list: `limit` items from ordinal `start`, of those after `after` where that is given. */
export interface PageQuery {
  readonly start: number;
  readonly limit: number;
  /** Seconds; only items whose first ordering key is a later time count. Ignored by lists not ordered by a time. */
  readonly after: number | undefined;
}

export interface ResourceTree {
  get(path: string): Entry | undefined;
  /** Adds a resource, or gives one new fields (and its place in its lists anew). */
  put(path: string, kind: ResourceKind, audience: Audience, fields: object): Entry;
  /** Removes a resource, what is below it, and its places in lists; a path without resource does nothing. */
  remove(path: string): void;
  /** A number that no item of this list has had, from 1. */
  nextId(listPath: string): number;
  /** Puts a resource into a list, at its place by the key table. Twice does nothing. */
  place(listPath: string, itemPath: string): void;
  /** Takes a resource out of a list, and leaves it where it is. */
  withdraw(listPath: string, itemPath: string): void;
  /** Items of a list that a reader sees; `undefined` sees all. */
  count(listPath: string, reader: Reader | undefined): number;
  /** The items of a page, in order; a reader `undefined` sees all. */
  page(listPath: string, reader: Reader | undefined, query: PageQuery): readonly Entry[];
}

/** The whole of a list, for use within the server. */
export const WHOLE_LIST: PageQuery = Object.freeze({ start: 0, limit: 0x7fffffff, after: undefined });
