export type { Caller, CallerContext, Context, JobDesk, StreamClocks } from "./context.ts";
export type { DeclaredFile, Files, SignedPut } from "./files.ts";
export type { ProcedurePath, Refusals } from "./procedure-refusals.ts";
export type { WireError, WireErrorData } from "./errors/wire-error.ts";
export { appRouter, createCaller } from "./router.ts";
export type { AppRouter } from "./router.ts";
