import type { TRPCClient } from "@trpc/client";
import type { AppRouter } from "../app-router.ts";
import { call } from "./call.ts";
import type { Endpoint } from "./endpoint.ts";
import { refuseAborted } from "./runtime.ts";
import { subscribe, type SubscriptionItem } from "./subscribe.ts";

/** Every procedure of the API, as tRPC's own client has it, less what that one hides behind symbols. */
export type Procedures = {
  readonly [Name in keyof TRPCClient<AppRouter> as Name extends string ? Name : never]: TRPCClient<AppRouter>[Name];
};

/** What may stand behind the input of a call. Without callbacks a subscription is looped over. */
interface Options extends SubscriptionCallbacks {
  readonly signal?: AbortSignal | null | undefined;
}

interface SubscriptionCallbacks {
  readonly onStarted?: (connection: object) => void;
  readonly onData?: (data: unknown) => void;
  readonly onError?: (error: unknown) => void;
  readonly onComplete?: () => void;
}

/**
 * The procedures, called over this SDK's own transport. tRPC's client does the same with its types and proxies, but throws
 * another error, and weighs three times as much as the transport, for links and observables that nothing here needs.
 */
// A proxy has whatever it is asked for: what that may be is the router's to say.
export const proceduresOf = (endpoint: Endpoint): Procedures => branch(endpoint, []) as Procedures;

function branch(endpoint: Endpoint, path: readonly string[]): object {
  return new Proxy(() => undefined, {
    // Whoever awaits a branch asks whether it is a promise.
    get: (_, name) => (typeof name === "string" && name !== "then" ? branch(endpoint, [...path, name]) : undefined),
    apply: (_, __, [input, options]: [unknown, Options | undefined]) =>
      invoke(endpoint, { path: path.slice(0, -1).join("."), how: path.at(-1), input }, options ?? {}),
  });
}

function invoke(
  endpoint: Endpoint,
  { path, how, input }: { path: string; how: string | undefined; input: unknown },
  options: Options,
): unknown {
  const { signal } = options;
  if (how === "query") return call(endpoint, { type: "query", path, input, signal });
  if (how === "mutate") return call(endpoint, { type: "mutation", path, input, signal });
  if (how !== "subscribe") throw new TypeError(`${path}.${how} is no call: there are query, mutate and subscribe`);
  const isObserved = (["onStarted", "onData", "onError", "onComplete"] as const).some((name) => name in options);
  if (!isObserved) return dataOf(itemsOf(endpoint, { path, input, signal }));
  const leave = new AbortController();
  const until = signal ? AbortSignal.any([signal, leave.signal]) : leave.signal;
  void observe(itemsOf(endpoint, { path, input, signal: until }), options, leave.signal);
  return { unsubscribe: () => leave.abort() };
}

/** Nothing comes any more once the signal is raised, not even what has arrived already. */
async function* itemsOf(
  endpoint: Endpoint,
  subscription: { path: string; input: unknown; signal: AbortSignal | null | undefined },
): AsyncGenerator<SubscriptionItem, void, undefined> {
  for await (const item of subscribe(endpoint, subscription)) {
    refuseAborted(subscription.signal);
    yield item;
  }
}

/** A tracked event reaches the caller with its id, as tRPC's own client hands it out. */
const dataIn = ({ id, data }: Extract<SubscriptionItem, { type: "data" }>): unknown =>
  id === null ? data : { id, data };

async function* dataOf(items: AsyncIterable<SubscriptionItem>): AsyncGenerator<unknown, void, undefined> {
  for await (const item of items) if (item.type === "data") yield dataIn(item);
}

/** @param left - raised: nobody listens any more, and nothing is told. */
async function observe(
  items: AsyncIterable<SubscriptionItem>,
  { onStarted, onData, onError, onComplete }: SubscriptionCallbacks,
  left: AbortSignal,
): Promise<void> {
  try {
    for await (const item of items) {
      if (left.aborted) return;
      if (item.type === "started") onStarted?.({});
      else onData?.(dataIn(item));
    }
    onComplete?.();
  } catch (error) {
    if (!left.aborted) onError?.(error);
  }
}
