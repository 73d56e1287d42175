/** Names that people use for the same thing. */
const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  input: ["text", "sentence", "review", "message", "content", "comment", "body", "tweet", "document"],
  label: ["class", "category", "target", "sentiment", "output", "tag", "intent", "y"],
};

/** More edits than this, as a share of the wanted name, and two names have nothing to do with each other. */
const MAX_EDIT_SHARE = 0.5;

/** The name that was probably meant by `wanted`: the same in other letters, a synonym, a typing error; or undefined. */
export function nearestName(wanted: string, found: readonly string[]): string | undefined {
  const plain = (name: string) => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  const same = found.find((name) => plain(name) === wanted);
  if (same !== undefined) return same;
  const singular = (name: string) => plain(name).replace(/s$/, "");
  const synonym = found.find((name) => [wanted, ...(SYNONYMS[wanted] ?? [])].includes(singular(name)));
  if (synonym !== undefined) return synonym;
  const close = found.filter((name) => name !== "" && edits(wanted, plain(name)) <= wanted.length * MAX_EDIT_SHARE);
  return close.sort((one, other) => edits(wanted, plain(one)) - edits(wanted, plain(other)))[0];
}

/** The Levenshtein distance: insertions, deletions and replacements that make one from the other. */
function edits(one: string, other: string): number {
  let above = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const line = [i];
    for (let j = 1; j <= other.length; j++) {
      const replaced = (above[j - 1] ?? 0) + Number(one[i - 1] !== other[j - 1]);
      line.push(Math.min(replaced, (above[j] ?? 0) + 1, (line[j - 1] ?? 0) + 1));
    }
    above = line;
  }
  return above[other.length] ?? 0;
}
