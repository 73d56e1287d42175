import type { TRPCClientError, TRPCLink } from "@trpc/client";
import { observable } from "@trpc/server/observable";
import type { AppRouter } from "../app-router.ts";
import { call } from "./call.ts";
import type { Endpoint } from "./endpoint.ts";
import type { SubscriptionItem } from "./subscribe.ts";

/** One operation of the client; its signal is raised also when nobody listens any more. */
interface Operation {
  readonly type: "query" | "mutation" | "subscription";
  readonly path: string;
  readonly input: unknown;
  readonly signal: AbortSignal;
}

type Envelope = { result: { type: "started" } | { type: "data"; id?: string; data: unknown } };

/** tRPC's terminating link: queries and mutations over HTTP, subscriptions over event streams, one error for all. */
export const flashLink =
  (endpoint: Endpoint): TRPCLink<AppRouter> =>
  () =>
  ({ op }) =>
    observable<Envelope, TRPCClientError<AppRouter>>((observer) => {
      const leave = new AbortController();
      const signal = op.signal ? AbortSignal.any([op.signal, leave.signal]) : leave.signal;
      forward(endpoint, { ...op, signal }, (envelope) => observer.next(envelope)).then(
        () => observer.complete(),
        // The client hands on whatever a link fails with; its type knows tRPC's own class only.
        (error) => observer.error(error as TRPCClientError<AppRouter>),
      );
      return () => leave.abort();
    });

async function forward(endpoint: Endpoint, op: Operation, next: (envelope: Envelope) => void): Promise<void> {
  const { type, path, input, signal } = op;
  if (type !== "subscription") {
    return next({ result: { type: "data", data: await call(endpoint, { type, path, input, signal }) } });
  }
  // Many programs ask for nothing that streams: what reads streams is loaded with the first one.
  const { subscribe } = await import("./subscribe.ts");
  for await (const item of subscribe(endpoint, { path, input, signal })) next(envelopeOf(item));
}

/** A tracked event reaches the caller with its id, as tRPC's own link hands it out. */
function envelopeOf(item: SubscriptionItem): Envelope {
  if (item.type === "started") return { result: { type: "started" } };
  const { id, data } = item;
  return { result: id === null ? { type: "data", data } : { type: "data", id, data: { id, data } } };
}
