import type { Flash } from "../flash.ts";

/** The whole name of an answer: what is asked, and who asks. An answer that comes late lies under its own key's name too. */
export const nameOf = ({ account }: Flash, key: readonly unknown[]): readonly unknown[] => [...key, { account }];
