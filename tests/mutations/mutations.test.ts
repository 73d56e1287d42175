import { expect, test } from "vitest";
import { sectionOf, unaligned } from "../../build/page-section.ts";
import { fileOf } from "../docs/document.ts";
import { mutationsTable, SECTION } from "./mutations-table.ts";
import { GUARDED } from "./mutations.ts";

const MUTATIONS = GUARDED.flatMap(({ mutations }) => mutations);

test.each(MUTATIONS)("the source is still as the mutation expects it: $what", async ({ file, from, to }) => {
  expect((await fileOf(file)).split(from), `${file}: ${from}`).toHaveLength(2);
  expect(to).not.toBe(from);
});

test("docs/security.md has the table of what the tests notice", async () => {
  // After a change on purpose: npm run mutations -- --write runs them all and writes it.
  const table = sectionOf(await fileOf("docs/security.md"), SECTION);
  expect(unaligned(table)).toEqual(unaligned(mutationsTable(GUARDED)));
});
