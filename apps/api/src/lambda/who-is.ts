import type { Caller } from "../context.ts";

/** What may follow `Bearer`: keys are short, tokens have their claims in them. */
const BEARER = /^Bearer ([\x21-\x7e]{1,8192})$/iu;
const TOKEN = /^[\w-]+\.[\w-]+\.[\w-]+$/u;

/** Whom a key or a token stands for; null: nobody. */
type CallerOf = (credential: string) => Promise<Caller | null>;

/** Whom an `authorization` header stands for; null: nobody. */
export type WhoIs = (authorization: string | undefined) => Promise<Caller | null>;

/** @param tokens - null: no issuer is configured. */
export function whoIs(keys: CallerOf, tokens: CallerOf | null): WhoIs {
  return async (authorization) => {
    const credential = BEARER.exec(authorization ?? "")?.[1];
    if (credential === undefined) return null;
    const caller = await keys(credential);
    return caller === null && tokens !== null && TOKEN.test(credential) ? tokens(credential) : caller;
  };
}
