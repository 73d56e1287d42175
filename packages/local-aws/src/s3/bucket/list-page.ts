import { compareKeys, type SortedKeys } from "../store/key-order.ts";

export interface ListQuestion {
  readonly prefix: string;
  /** Empty for none. */
  readonly delimiter: string;
  /** Only what comes after this; behind a common prefix, after every key that it stands for. */
  readonly after: ListEntry | undefined;
  /** 0 to 1000: keys and common prefixes together. */
  readonly maxEntries: number;
}

export type ListEntry =
  | { readonly kind: "key"; readonly key: string }
  /** Stands for every key that begins with it. */
  | { readonly kind: "prefix"; readonly prefix: string };

export interface ListPage {
  readonly entries: readonly ListEntry[];
  readonly truncated: boolean;
  /** Where the next page goes on: `after` of the next question. */
  readonly last: ListEntry | undefined;
}

/** One page of a listing, without looking at keys that a common prefix hides. */
export function listPage(
  keys: SortedKeys,
  question: ListQuestion,
  isListed: (key: string) => boolean = () => true,
): ListPage {
  const { prefix, maxEntries } = question;
  const entries: ListEntry[] = [];
  let index = firstCandidate(keys, question);
  for (let key = keys.at(index); key?.startsWith(prefix) === true; key = keys.at(index)) {
    const entry = entryOf(key, question);
    if (entry.kind === "prefix" ? !someListed(keys, index, entry.prefix, isListed) : !isListed(key)) {
      index = nextIndex(keys, index, entry);
      continue;
    }
    if (maxEntries === 0) break;
    if (entries.length === maxEntries) return { entries, truncated: true, last: entries.at(-1) };
    entries.push(entry);
    index = nextIndex(keys, index, entry);
  }
  return { entries, truncated: false, last: undefined };
}

function firstCandidate(keys: SortedKeys, { prefix, after }: ListQuestion): number {
  const first = keys.firstIndex((key) => compareKeys(key, prefix) >= 0);
  if (after === undefined) return first;
  const name = nameOf(after);
  const hidden = (key: string): boolean => after.kind === "prefix" && key.startsWith(name);
  return keys.firstIndex((key) => compareKeys(key, name) > 0 && !hidden(key), first);
}

function entryOf(key: string, { prefix, delimiter }: ListQuestion): ListEntry {
  const at = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
  return at < 0 ? { kind: "key", key } : { kind: "prefix", prefix: key.slice(0, at + delimiter.length) };
}

function nextIndex(keys: SortedKeys, index: number, entry: ListEntry): number {
  return entry.kind === "key" ? index + 1 : keys.firstIndex((key) => !key.startsWith(entry.prefix), index);
}

function someListed(keys: SortedKeys, from: number, prefix: string, isListed: (key: string) => boolean): boolean {
  for (let index = from, key = keys.at(index); key?.startsWith(prefix) === true; key = keys.at(++index))
    if (isListed(key)) return true;
  return false;
}

export const nameOf = (entry: ListEntry): string => (entry.kind === "key" ? entry.key : entry.prefix);
