import { writeSections } from "../../build/page-section.ts";
import { namedWith, scriptOptions } from "../../build/script-options.ts";
import { UsageError } from "../../build/command-line.ts";
import type { Mutation } from "./guarded.ts";
import { GUARDED } from "./mutations.ts";
import { mutationsTable, SECTION } from "./mutations-table.ts";
import { WorkingCopy } from "./working-copy.ts";

const SECURITY = new URL("../../docs/security.md", import.meta.url);

const HELP = `Takes one check or one line of policy away at a time, in a copy of the repository, and runs the tests that have to notice.

  npm run mutations -- [--only TEXT] [--write]

  --only TEXT   only mutations with TEXT in what they change or what has to notice; several are separated by |
  --write       when all are noticed, the table goes into docs/security.md`;

const ALL = GUARDED.flatMap((guarded) => guarded.mutations);
const { mutations, isToBeWritten } = scriptOptions(
  HELP,
  { only: { type: "string", default: "" }, write: { type: "boolean", default: false } },
  ({ only, write }) => {
    if (write && only !== "") throw new UsageError("--write is of all mutations, not of some");
    return { mutations: namedWith("only", only, ALL, (one) => JSON.stringify(one)), isToBeWritten: write };
  },
);

/** null: it was noticed. */
async function survived(copy: WorkingCopy, { file, from, to, noticedBy }: Mutation): Promise<string | null> {
  const putBack = await copy.change(file, from, to);
  try {
    const { passed, failed, broken } = await copy.test([noticedBy.file], interrupted.signal);
    // What prepares a group of tests may fail before the test itself is run: it has passed without the change.
    if (broken.length === 0 && !passed.includes(noticedBy.test)) return null;
    return broken.length > 0 ? `could not be run: ${broken.join("; ")}` : `failed: ${failed.join("; ") || "nothing"}`;
  } finally {
    await putBack();
  }
}

/** Every test must pass before anything is changed, or its failing would say nothing. */
async function checkUnchanged(copy: WorkingCopy, mutations: readonly Mutation[]): Promise<void> {
  const files = new Set(mutations.map(({ noticedBy }) => noticedBy.file));
  const { passed, failed, broken } = await copy.test([...files], interrupted.signal);
  if (failed.length + broken.length > 0) throw new Error(`fails already: ${[...failed, ...broken].join("; ")}`);
  const missing = mutations.map(({ noticedBy }) => noticedBy.test).filter((test) => !passed.includes(test));
  if (missing.length > 0) throw new Error(`there is no such test: ${missing.join("; ")}`);
}

const interrupted = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => interrupted.abort());

const copy = await WorkingCopy.make();
let noticed = 0;
try {
  await checkUnchanged(copy, mutations);
  for (const mutation of mutations) {
    const told = await survived(copy, mutation);
    if (told === null) noticed += 1;
    console.log(
      `${told === null ? "noticed " : "SURVIVED"}  ${mutation.what} (${mutation.file})${told === null ? "" : `: ${told}`}`,
    );
  }
} catch (error) {
  if (!interrupted.signal.aborted) throw error;
  console.log("Interrupted.");
} finally {
  await copy.remove();
}
console.log(`\n${noticed} of ${mutations.length} mutations noticed`);
if (noticed < mutations.length) process.exitCode = 1;
else if (isToBeWritten) await writeSections(SECURITY, { [SECTION]: mutationsTable(GUARDED) });
