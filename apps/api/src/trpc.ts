import { FlashRefusal } from "@flash/schemas";
import { initTRPC } from "@trpc/server";
import type { Context } from "./context.ts";
import { wireError } from "./errors/wire-error.ts";

/** Proxies and browsers drop connections on which nothing moves; so does a client that was promised a sign of life. */
const PING_MS = 10_000;

const t = initTRPC.context<Context>().create({
  isDev: false,
  errorFormatter: ({ error, path, ctx }) => wireError(error, path, ctx?.requestId),
  // Below three pings or tRPC's reconnect delay of 3 s, a client would open every connection twice.
  sse: { ping: { enabled: true, intervalMs: PING_MS }, client: { reconnectAfterInactivityMs: 35_000 } },
});

export const { router, createCallerFactory } = t;

/** For whoever has a key. Everything else is refused as `unauthorized`, before its input is looked at. */
export const authed = t.procedure.use(({ ctx, next }) => {
  if (ctx.caller === null) throw new FlashRefusal({ code: "unauthorized" });
  return next({ ctx: { ...ctx, caller: ctx.caller } });
});

/** For keys that may change how the platform itself works. */
export const admin = authed.use(({ ctx, next }) => {
  if (!ctx.caller.admin) throw new FlashRefusal({ code: "forbidden", needs: "admin" });
  return next();
});
