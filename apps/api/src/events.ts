import { tracked, type TrackedEnvelope } from "@trpc/server";
import * as z from "zod";

const isAsyncIterable = (value: unknown): boolean =>
  typeof value === "object" && value !== null && Symbol.asyncIterator in value;

/** An event with the id from which a client that comes back goes on. */
export type Event<T> = readonly [id: string, data: T];

/**
 * The `.output` of a subscription: its type for clients, and the check of every item on its way out. tRPC's own
 * `.output(schema)` would check the iterable instead of what it yields.
 */
export const eventsOf = <Item extends z.ZodType>(item: Item) =>
  z
    .custom<AsyncIterable<Event<z.input<Item>>>>(isAsyncIterable)
    .transform((events): AsyncIterable<TrackedEnvelope<z.output<Item>>, void, unknown> => checked(item, events));

async function* checked<Item extends z.ZodType>(
  item: Item,
  events: AsyncIterable<Event<z.input<Item>>>,
): AsyncGenerator<TrackedEnvelope<z.output<Item>>, void, unknown> {
  for await (const [id, data] of events) yield tracked(id, await item.parseAsync(data));
}
