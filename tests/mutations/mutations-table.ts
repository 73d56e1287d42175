import type { Guarded } from "./guarded.ts";

/** Where docs/security.md has the table. */
export const SECTION = "mutations";

const folderless = (file: string): string => file.slice(file.lastIndexOf("/") + 1);

/** What was taken away, and which test failed. */
export const mutationsTable = (guarded: readonly Guarded[]): string =>
  [
    "| taken away | in | noticed by |",
    "| --- | --- | --- |",
    ...guarded.flatMap(({ promise, mutations }) => [
      `| **${promise}** | | |`,
      ...mutations.map(
        ({ what, file, noticedBy }) =>
          `| ${what} | \`${folderless(file)}\` | \`${folderless(noticedBy.file)}\`: ${noticedBy.test.replaceAll("|", "\\|")} |`,
      ),
    ]),
  ].join("\n");
