/**
 * Makes the document that a reader gets of a resource: fields of the moment, links that lead somewhere with the number of
 * items behind each, and for a list the page that was asked for.
 */

import { LIST_ORDERS } from '../functions/list-order.js';
import { elementOfKind, type ResourceKind } from '../functions/method-table.js';
import { type Entry, type PageQuery, type Reader, type ResourceTree } from '../functions/resource-tree.js';
import { type KindHandler } from '../functions/server-host.js';
import { type Sep2Resource } from '../model/2018/types.gen.js';
import { type Ingredients } from './body-cache.js';

type Fields = Record<string, unknown>;

export class Renderer {
  private readonly tree: ResourceTree;
  private readonly handlers: ReadonlyMap<ResourceKind, KindHandler>;

  constructor(tree: ResourceTree, handlers: ReadonlyMap<ResourceKind, KindHandler>) {
    this.tree = tree;
    this.handlers = handlers;
  }

  /** A resource that is no list. */
  renderSingle(entry: Entry, reader: Reader, nowS: number, ingredients: Ingredients): Sep2Resource {
    ingredients.add(entry.path, entry.version);
    const document: Fields = { $element: elementOfKind(entry.kind) };
    this.copyFields(document, entry, reader, nowS, ingredients);
    return document as unknown as Sep2Resource;
  }

  /** A page of a list. `href` is the path without the query. */
  renderList(entry: Entry, query: PageQuery, reader: Reader, nowS: number, ingredients: Ingredients): Sep2Resource {
    ingredients.add(entry.path, entry.version);
    const element = elementOfKind(entry.kind);
    const { item } = LIST_ORDERS[element]!;
    const entries = this.tree.page(entry.path, reader, query);
    const document: Fields = {
      $element: element,
      ...entry.fields,
      all: this.tree.count(entry.path, reader),
      results: entries.length,
    };
    if (entries.length > 0) {
      document[item] = entries.map((each) => this.renderItem(each, item, reader, nowS, ingredients));
    }
    return document as unknown as Sep2Resource;
  }

  private renderItem(entry: Entry, item: string, reader: Reader, nowS: number, ingredients: Ingredients): Fields {
    const fields: Fields = {};
    const element = elementOfKind(entry.kind);
    if (element !== item) fields['$type'] = element;
    this.copyFields(fields, entry, reader, nowS, ingredients);
    return fields;
  }

  private copyFields(target: Fields, entry: Entry, reader: Reader, nowS: number, ingredients: Ingredients): void {
    const handler = this.handlers.get(entry.kind);
    let source = entry.fields as Fields;
    if (handler?.read !== undefined) {
      source = handler.read(entry, nowS) as Fields;
      ingredients.isLasting = false;
    }
    for (const name of Object.keys(source)) {
      const value = source[name];
      if (!name.endsWith('Link')) target[name] = value;
      else this.copyLink(target, name, value as { href: string }, reader, ingredients);
    }
  }

  /** A link to a resource of another server stays as it is; one that the reader could not follow is left out. */
  private copyLink(
    target: Fields,
    name: string,
    link: { readonly href: string },
    reader: Reader,
    ingredients: Ingredients,
  ): void {
    if (link.href.charAt(0) !== '/') {
      target[name] = link;
      return;
    }
    const entry = this.tree.get(link.href);
    ingredients.add(link.href, entry?.version ?? 0);
    if (entry === undefined || !reader.includes(entry.audience)) return;
    // A device may put a link that calls something a list that is none.
    const isCounted = name.endsWith('ListLink') && LIST_ORDERS[elementOfKind(entry.kind)] !== undefined;
    target[name] = isCounted ? { href: link.href, all: this.tree.count(link.href, reader) } : link;
  }
}
