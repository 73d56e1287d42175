import type { CallOptions } from "./call-options.ts";

/**
 * A part of a list. `next` is the cursor of the following page; null: this was the last one.
 *
 * @example
 * ```ts
 * const first: Page<WireJob> = await flash.jobs.list().page();
 * const second = first.next === null ? null : await flash.jobs.list().page(first.next);
 * ```
 */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

/**
 * How a list is read.
 *
 * @example
 * ```ts
 * const options: ListOptions = { pageSize: 50 };
 * for await (const listed of flash.jobs.list(options)) show(listed.name);
 * ```
 */
export interface ListOptions extends CallOptions {
  /** How many are fetched at once: 1 to 100; 20 by default. */
  readonly pageSize?: number | undefined;
}

/**
 * A list, newest first: loop over all of it, page after page as they are needed, or take one page at a time.
 *
 * @example
 * ```ts
 * for await (const job of flash.jobs.list()) console.log(job.id, job.state);
 * const { items, next } = await flash.jobs.list({ pageSize: 50 }).page();
 * ```
 */
export interface Listing<Item> extends AsyncIterable<Item> {
  /** @param cursor - `next` of the page before; left out: the first page. */
  page(cursor?: string | null): Promise<Page<Item>>;
}

export function listing<Item>(page: (cursor: string | null) => Promise<Page<Item>>): Listing<Item> {
  return {
    page: (cursor) => page(cursor ?? null),
    async *[Symbol.asyncIterator]() {
      let cursor: string | null = null;
      do {
        const { items, next }: Page<Item> = await page(cursor);
        yield* items;
        cursor = next;
      } while (cursor !== null);
    },
  };
}
