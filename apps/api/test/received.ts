import { isTrackedEnvelope } from "@trpc/server";

export interface Received<T> {
  readonly id: string;
  readonly data: T;
}

/** Events as a client gets them: tRPC's own caller types them so, and yields them as they are sent. */
export async function* received<T>(events: AsyncIterable<Received<T>>): AsyncGenerator<Received<T>, void, unknown> {
  for await (const event of events) {
    const sent: unknown = event;
    yield isTrackedEnvelope<T>(sent) ? { id: sent[0], data: sent[1] } : event;
  }
}

/** Until the stream says that it is complete. */
export async function allOf<T>(events: AsyncIterable<Received<T>>): Promise<readonly Received<T>[]> {
  const all: Received<T>[] = [];
  for await (const event of received(events)) all.push(event);
  return all;
}
