import type { TRPCClient } from "@trpc/client";
import type { AppRouter } from "../app-router.ts";
import type { CallOptions } from "../call-options.ts";
import { thrownBy } from "../error/flash-error.ts";
import { call } from "./call.ts";
import type { Subscription } from "./connection.ts";
import type { Endpoint } from "./endpoint.ts";
import { refuseAborted } from "./runtime.ts";
import { subscribe } from "./subscribe.ts";

/**
 * Every procedure of the API, as tRPC's own client has it, less what that one hides behind symbols, and the callbacks of its
 * subscriptions: here they are looped over.
 */
export type Procedures = Callable<TRPCClient<AppRouter>>;

type Callable<Branch> = {
  readonly [Name in keyof Branch as Name extends string ? Name : never]: Branch[Name] extends (
    input: infer Input,
    // Of a subscription's two signatures the last one, without callbacks.
    ...options: never[]
  ) => infer Answer
    ? (input: Input, options?: CallOptions) => Answer
    : Callable<Branch[Name]>;
};

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
    apply: (_, __, [input, { signal } = {}]: [unknown, CallOptions | undefined]) =>
      invoke(endpoint, path.at(-1), { path: path.slice(0, -1).join("."), input, signal }),
  });
}

function invoke(endpoint: Endpoint, how: string | undefined, request: Subscription): unknown {
  if (how === "query") return call(endpoint, { type: "query", ...request }).catch(thrownBy(request.path));
  if (how === "mutate") return call(endpoint, { type: "mutation", ...request }).catch(thrownBy(request.path));
  if (how === "subscribe") return eventsOf(endpoint, request);
  throw new TypeError(`${request.path}.${how} is no call`);
}

/**
 * A tracked event reaches the caller with its id, as tRPC's own client hands it out. Nothing comes any more once the signal is raised,
 * not even what has arrived already.
 */
async function* eventsOf(endpoint: Endpoint, request: Subscription): AsyncGenerator<unknown, void, undefined> {
  try {
    for await (const { id, data } of subscribe(endpoint, request)) {
      refuseAborted(request.signal);
      yield id === null ? data : { id, data };
    }
  } catch (error) {
    thrownBy(request.path)(error);
  }
}
