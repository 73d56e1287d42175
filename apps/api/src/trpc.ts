import { FlashRefusal } from "@flash/schemas";
import { initTRPC } from "@trpc/server";
import { callEntry } from "./call-log.ts";
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

/** Every call leaves one line in the log, refused or not. */
const logged = t.procedure.use(async ({ ctx, path, getRawInput, next }) => {
  const begun = performance.now();
  const result = await next();
  const ms = performance.now() - begun;
  const input = await getRawInput().catch(() => undefined);
  const error = result.ok ? null : result.error;
  ctx.log(callEntry({ requestId: ctx.requestId, path, owner: ctx.caller?.owner ?? null, ms, error, input }));
  return result;
});

/** For whoever has a key. Everything else is refused as `unauthorized`, before its input is looked at. */
export const authed = logged.use(({ ctx, next }) => {
  if (ctx.caller === null) throw new FlashRefusal({ code: "unauthorized" });
  return next({ ctx: { ...ctx, caller: ctx.caller } });
});

/** For keys that may change how the platform itself works. */
export const admin = authed.use(({ ctx, next }) => {
  if (!ctx.caller.admin) throw new FlashRefusal({ code: "forbidden", needs: "admin" });
  return next();
});
