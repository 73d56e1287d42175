import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { MUTATIONS } from "./mutations.ts";

const CONTROL_PLANE = new URL("../../packages/control-plane/", import.meta.url);

test.each(MUTATIONS)("the source is still as mutation $number expects it: $name", async ({ patches }) => {
  for (const { file, from, to } of patches) {
    const text = await readFile(new URL(file, CONTROL_PLANE), "utf8");
    expect(text.split(from), `${file}: ${from}`).toHaveLength(2);
    expect(to).not.toBe(from);
  }
});

test("every mutation of the protocol's list is there", () => {
  const numbers = new Set(MUTATIONS.map(({ number }) => number));
  for (let number = 1; number <= 37; number++) expect(numbers).toContain(String(number));
});
