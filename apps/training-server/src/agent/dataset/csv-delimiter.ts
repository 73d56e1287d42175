/** In order of preference when the header fits several equally well. */
const DELIMITERS = [",", ";", "\t", "|"] as const;

/** The delimiter that splits the header into most of the wanted names, then into most names: as the dataset validator chooses. */
export function delimiterOf(head: string, wanted: readonly string[]): string {
  const header = firstLine(head);
  const scored = DELIMITERS.map((delimiter) => {
    const names = splitOutsideQuotes(header, delimiter).map(plainName);
    return { delimiter, found: wanted.filter((name) => names.includes(name)).length, names: names.length };
  });
  return scored.reduce((best, one) =>
    one.found > best.found || (one.found === best.found && one.names > best.names) ? one : best,
  ).delimiter;
}

/** The first line that is not empty; a line end inside quotes does not end it. */
function firstLine(head: string): string {
  let start = 0;
  let quoted = false;
  for (let at = 0; at < head.length; at += 1) {
    const character = head.charAt(at);
    if (character === '"') quoted = !quoted;
    if (quoted || (character !== "\n" && character !== "\r")) continue;
    if (at > start) return head.slice(start, at);
    start = at + 1;
  }
  return head.slice(start);
}

function splitOutsideQuotes(line: string, delimiter: string): string[] {
  const parts = [""];
  let quoted = false;
  for (const character of line) {
    if (character === '"') quoted = !quoted;
    if (!quoted && character === delimiter) parts.push("");
    else parts[parts.length - 1] += character;
  }
  return parts;
}

const plainName = (part: string): string =>
  part
    .trim()
    .replace(/^"(.*)"$/su, "$1")
    .trim();
