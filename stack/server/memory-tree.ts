/**
 * The resource tree in memory.
 *
 * A list keeps one ordered sequence an audience, so that what a device sees is never searched for among what it does
 * not: its own entry among a million is a sequence of one.
 */

import { compareItems, keyValue, LIST_ORDERS, type ListOrder } from '../functions/list-order.js';
import { elementOfKind, type ResourceKind } from '../functions/method-table.js';
import {
  type Audience,
  type Entry,
  type PageQuery,
  type Reader,
  type ResourceTree,
} from '../functions/resource-tree.js';
import { SortedList } from '../core/sorted-list.js';

interface Node extends Entry {
  kind: ResourceKind;
  audience: Audience;
  fields: object;
  version: number;
  /** Draws level where all keys are equal: the order of arrival. */
  readonly serial: number;
  /** Lists in which it stands. */
  readonly lists: ListNode[];
  children: Set<Node> | undefined;
}

interface ListNode extends Node {
  readonly order: ListOrder;
  readonly sequences: Map<Audience, SortedList<Node>>;
  lastId: number;
}

/** Makes an empty tree. */
export function createMemoryTree(): ResourceTree {
  return new MemoryTree();
}

class MemoryTree implements ResourceTree {
  private readonly nodes = new Map<string, Node>();
  private serial = 0;
  /** Versions come from one counter, so that a resource made anew never repeats one. */
  private changes = 0;

  get(path: string): Entry | undefined {
    return this.nodes.get(path);
  }

  put(path: string, kind: ResourceKind, audience: Audience, fields: object): Entry {
    const known = this.nodes.get(path);
    if (known === undefined) {
      const node = this.makeNode(path, kind, audience, fields);
      this.nodes.set(path, node);
      const parent = this.nodes.get(parentPath(path));
      if (parent !== undefined) (parent.children ??= new Set()).add(node);
      return node;
    }
    if (known.kind !== kind) {
      throw new TypeError('kind: expected ' + known.kind + ' at ' + path + ', got ' + kind);
    }
    for (let i = 0; i < known.lists.length; i++) this.takeOut(known.lists[i]!, known);
    known.audience = audience;
    known.fields = fields;
    known.version = ++this.changes;
    for (let i = 0; i < known.lists.length; i++) this.putIn(known.lists[i]!, known);
    return known;
  }

  remove(path: string): void {
    const node = this.nodes.get(path);
    if (node === undefined) return;
    this.nodes.get(parentPath(path))?.children?.delete(node);
    this.drop(node);
  }

  nextId(listPath: string): number {
    return ++this.list(listPath).lastId;
  }

  place(listPath: string, itemPath: string): void {
    const list = this.list(listPath);
    const node = this.node(itemPath);
    if (node.lists.includes(list)) return;
    node.lists.push(list);
    this.putIn(list, node);
  }

  withdraw(listPath: string, itemPath: string): void {
    const list = this.list(listPath);
    const node = this.node(itemPath);
    const at = node.lists.indexOf(list);
    if (at < 0) return;
    node.lists.splice(at, 1);
    this.takeOut(list, node);
  }

  count(listPath: string, reader: Reader | undefined): number {
    const list = this.list(listPath);
    const sequences = sequencesOf(list, reader);
    let count = 0;
    for (let i = 0; i < sequences.length; i++) count += sequences[i]!.length;
    return count;
  }

  page(listPath: string, reader: Reader | undefined, query: PageQuery): readonly Entry[] {
    const list = this.list(listPath);
    const sequences = sequencesOf(list, reader);
    const after = list.order.timed ? query.after : undefined;
    const ranges = sequences.map((sequence) => rangeAfter(sequence, list.order, after));
    const page: Node[] = [];
    if (ranges.length === 1) {
      const { from, to } = ranges[0]!;
      const start = from + query.start;
      sequences[0]!.copyInto(page, start, Math.min(query.limit, to - start));
    } else if (ranges.length > 1) mergeInto(page, list, sequences, ranges, query);
    return page;
  }

  private drop(node: Node): void {
    if (node.children !== undefined) for (const child of node.children) this.drop(child);
    for (let i = 0; i < node.lists.length; i++) this.takeOut(node.lists[i]!, node);
    if (isList(node)) {
      for (const sequence of node.sequences.values()) forgetList(sequence, node);
    }
    this.nodes.delete(node.path);
  }

  private makeNode(path: string, kind: ResourceKind, audience: Audience, fields: object): Node {
    const node: Node = {
      path,
      kind,
      audience,
      fields,
      version: ++this.changes,
      serial: ++this.serial,
      lists: [],
      children: undefined,
    };
    const order = LIST_ORDERS[elementOfKind(kind)];
    if (order === undefined) return node;
    const list: ListNode = Object.assign(node, { order, sequences: new Map<Audience, SortedList<Node>>(), lastId: 0 });
    return list;
  }

  private putIn(list: ListNode, node: Node): void {
    let sequence = list.sequences.get(node.audience);
    if (sequence === undefined) {
      sequence = new SortedList<Node>((a, b) => inOrder(list.order, a, b));
      list.sequences.set(node.audience, sequence);
    }
    sequence.insert(node);
    list.version = ++this.changes;
  }

  private takeOut(list: ListNode, node: Node): void {
    const sequence = list.sequences.get(node.audience);
    if (sequence === undefined) return;
    sequence.remove(node);
    if (sequence.length === 0) list.sequences.delete(node.audience);
    list.version = ++this.changes;
  }

  private node(path: string): Node {
    const node = this.nodes.get(path);
    if (node === undefined) throw new RangeError('path: expected a resource, got none at ' + path);
    return node;
  }

  private list(path: string): ListNode {
    const node = this.node(path);
    if (!isList(node)) throw new TypeError('path: expected a list, got a ' + node.kind + ' at ' + path);
    return node;
  }
}

function isList(node: Node): node is ListNode {
  return (node as Partial<ListNode>).order !== undefined;
}

function parentPath(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}

function inOrder(order: ListOrder, a: Node, b: Node): number {
  const sign = compareItems(order.keys, a.fields, b.fields);
  return sign !== 0 ? sign : a.serial - b.serial;
}

/** Items that stood in a list which is gone stand in it no more. */
function forgetList(sequence: SortedList<Node>, list: ListNode): void {
  const items: Node[] = [];
  sequence.copyInto(items, 0, sequence.length);
  for (let i = 0; i < items.length; i++) {
    const at = items[i]!.lists.indexOf(list);
    if (at >= 0) items[i]!.lists.splice(at, 1);
  }
}

/** What a reader sees of a list: one sequence an audience; all of them for `undefined`. */
function sequencesOf(list: ListNode, reader: Reader | undefined): SortedList<Node>[] {
  if (reader === undefined) return [...list.sequences.values()];
  const sequences: SortedList<Node>[] = [];
  for (let i = 0; i < reader.length; i++) {
    const sequence = list.sequences.get(reader[i]!);
    if (sequence !== undefined) sequences.push(sequence);
  }
  return sequences;
}

interface Range {
  from: number;
  to: number;
}

/** The ordinals of a sequence whose first key, a time, is later than `after`. */
function rangeAfter(sequence: SortedList<Node>, order: ListOrder, after: number | undefined): Range {
  if (after === undefined) return { from: 0, to: sequence.length };
  const key = order.keys[0]!;
  const time = (node: Node): number => Number(keyValue(node.fields, key.path) ?? 0);
  if (key.descending) return { from: 0, to: sequence.countFront((node) => time(node) > after) };
  return { from: sequence.countFront((node) => time(node) <= after), to: sequence.length };
}

/** Merges what several audiences see; costs the page's end times the number of audiences. */
function mergeInto(
  page: Node[],
  list: ListNode,
  sequences: readonly SortedList<Node>[],
  ranges: readonly Range[],
  query: PageQuery,
): void {
  let skip = query.start;
  while (page.length < query.limit) {
    let best: Node | undefined;
    let from = -1;
    for (let i = 0; i < ranges.length; i++) {
      if (ranges[i]!.from >= ranges[i]!.to) continue;
      const head = sequences[i]!.at(ranges[i]!.from)!;
      if (best === undefined || inOrder(list.order, head, best) < 0) {
        best = head;
        from = i;
      }
    }
    if (best === undefined) return;
    ranges[from]!.from++;
    if (skip > 0) skip--;
    else page.push(best);
  }
}
