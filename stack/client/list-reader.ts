/**
 * Reads a list page by page, so that memory is bounded by the page and not by the list
 * (IEEE 2030.5-2018, query string parameters `s` and `l`; CORE-004).
 *
 * A list may change between two pages: items then move, and one may be missed. Where `List.all` shows it, the list is read
 * once more from its start, so that nothing counts as gone that was only overlooked; callers see some items twice.
 */

import { type PeerError, misbehaved, pastLimit } from '../core/peer-error.js';
import { type Limits } from '../core/limits.js';
import { type ElementName, type ElementTypes, type Sep2Document } from '../model/2018/types.gen.js';
import { withQuery } from './href.js';
import { type Outcome, type Requester } from './requester.js';

/** What every list has. */
interface AnyList {
  readonly all: number;
  readonly results: number;
  readonly pollRate?: number;
}

export interface ListSummary {
  /** False where a page could not be read: what was seen is not the whole list. */
  readonly complete: boolean;
  /** List.all of the last page. */
  readonly all: number;
  readonly pollRateS: number | undefined;
  /** HTTP status of the last answer. */
  readonly status: number | undefined;
  readonly error: PeerError | undefined;
}

/** Most times that a list is read anew because it changed meanwhile. */
const MAX_FRESH_STARTS = 2;

/**
 * @param itemField the repeated element: `DERControl` of `DERControlList`
 * @param maxItems most items to read: past it the list is reported as incomplete, naming `maxItemsName`
 * @param onItem called for each item in the server's order; for some twice where the list changed while it was read
 */
export function readList<N extends ElementName, F extends keyof ElementTypes[N]>(
  requester: Requester,
  href: string,
  element: N,
  itemField: F,
  limits: Limits,
  maxItems: number,
  maxItemsName: string,
  onItem: (item: ItemOf<ElementTypes[N], F>) => void,
  done: (summary: ListSummary) => void,
): void {
  let start = 0;
  let all = -1;
  let freshStarts = 0;
  const pageSize = limits.listPageSize;

  const ask = (): void => {
    requester.get(withQuery(href, 's=' + start + '&l=' + pageSize), element, receive);
  };

  const receive = (outcome: Outcome<Sep2Document<N>>): void => {
    const page = outcome.resource as (Sep2Document<N> & AnyList) | undefined;
    if (page === undefined) {
      done({ complete: false, all: 0, pollRateS: undefined, status: outcome.status, error: outcome.error });
      return;
    }
    const items = (page[itemField] ?? []) as readonly ItemOf<ElementTypes[N], F>[];
    const end = (complete: boolean, error: PeerError | undefined): void =>
      done({ complete, all: page.all, pollRateS: page.pollRate, status: outcome.status, error });
    if (start > 0 && page.all !== all) {
      if (freshStarts >= MAX_FRESH_STARTS) {
        end(false, misbehaved('client.list', 'a list that changes while it is read', { path: href }));
        return;
      }
      freshStarts++;
      start = 0;
      ask();
      return;
    }
    all = page.all;
    for (let i = 0; i < items.length; i++) {
      if (start + i >= maxItems) {
        end(
          false,
          pastLimit('client.list', 'a list of ' + page.all, { name: maxItemsName, value: maxItems }, { path: href }),
        );
        return;
      }
      onItem(items[i]!);
    }
    start += items.length;
    if (start >= page.all) end(true, undefined);
    else if (items.length === 0) {
      end(false, misbehaved('client.list', 'an empty page at ' + start + ' of ' + page.all, { path: href }));
    } else ask();
  };

  ask();
}

/** Whether the server says that there is no such list (any more), rather than that it cannot show it now. */
export function isGone(summary: { readonly status: number | undefined }): boolean {
  return summary.status === 404 || summary.status === 410;
}

/** The item type of a repeated field. */
export type ItemOf<T, F extends keyof T> = NonNullable<T[F]> extends readonly (infer I)[] ? I : never;
