import { readFile } from "node:fs/promises";
import { stripTypeScriptTypes } from "node:module";
import { expect, test } from "vitest";
import { MUTATIONS } from "./mutations.ts";

const CONTROL_PLANE = new URL("../../packages/control-plane/", import.meta.url);

test.each(MUTATIONS)("the source is still as mutation $number expects it: $name", async ({ patches }) => {
  const changed = new Map<string, string>();
  for (const { file, from, to } of patches) {
    const text = changed.get(file) ?? (await readFile(new URL(file, CONTROL_PLANE), "utf8"));
    expect(text.split(from), `${file}: ${from}`).toHaveLength(2);
    expect(to).not.toBe(from);
    changed.set(
      file,
      text.replace(from, () => to),
    );
  }
  // A mutant that does not even load shows nothing.
  for (const [file, text] of changed) expect(() => stripTypeScriptTypes(text), file).not.toThrow();
});

test("every mutation of the protocol's list is there", () => {
  const numbers = new Set(MUTATIONS.map(({ number }) => number));
  for (let number = 1; number <= 37; number++) expect(numbers).toContain(String(number));
});
