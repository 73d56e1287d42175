import type { ObjectStore } from "@flash/control-plane";
import * as z from "zod";

/** Which part of a listing is asked for: newest first. */
export const Page = z.object({
  limit: z.int().min(1).max(100).default(20),
  /** `next` of the page before. */
  cursor: z
    .string()
    .regex(/^[0-9]{15}-[a-z]+_[0-9a-z]{26}$/u, "the `next` of an earlier page")
    .nullable()
    .default(null),
});
export type Page = z.infer<typeof Page>;

/** What follows the prefix of an owner's index serves as the cursor. */
export async function listIndex(
  store: ObjectStore,
  prefix: string,
  { limit, cursor }: Page,
): Promise<{ readonly keys: readonly string[]; readonly next: string | null }> {
  const after = cursor === null ? {} : { startAfter: `${prefix}${cursor}` };
  const { objects } = await store.list(prefix, { limit, ...after });
  const keys = objects.map(({ key }) => key);
  const last = keys.at(-1);
  return { keys, next: last === undefined || keys.length < limit ? null : last.slice(prefix.length) };
}
