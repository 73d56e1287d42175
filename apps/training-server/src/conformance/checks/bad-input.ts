import { readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { TASK_TYPES, TRAINER_EXIT, TRAINER_FILES } from "@flash/schemas";
import type { JobFolder } from "../job-folder.ts";
import type { ObservedRun } from "../observe-run.ts";
import { type Bench, endOf, eventsOf, verdict, type Verdict } from "./check.ts";

/** One way in which a job can be wrong. */
interface Wrong {
  readonly what: string;
  readonly exit: number;
  readonly spoil: (folder: JobFolder) => Promise<void>;
}

const job = (folder: JobFolder, change: object): Promise<void> =>
  writeFile(folder.job, JSON.stringify({ ...folder.facts, ...change }));

const ALWAYS: readonly Wrong[] = [
  { what: "job.json of protocol 99", exit: TRAINER_EXIT.unsupported, spoil: (folder) => job(folder, { protocol: 99 }) },
  {
    what: "a task type that nobody knows",
    exit: TRAINER_EXIT.unsupported,
    spoil: (folder) => job(folder, { task_type: "reading-of-tea-leaves" }),
  },
  {
    what: "a number of epochs that is a word",
    exit: TRAINER_EXIT.badJob,
    spoil: (folder) => job(folder, { params: { ...folder.facts.params, epochs: "many" } }),
  },
  {
    what: "a split that names records which are not there",
    exit: TRAINER_EXIT.badJob,
    spoil: ({ data }) =>
      writeFile(join(data, TRAINER_FILES.split), JSON.stringify({ train: [0, 1], validation: [999_999] })),
  },
];

const OF_CSV: readonly Wrong[] = [
  {
    what: "a data.csv without the columns that it needs",
    exit: TRAINER_EXIT.badJob,
    spoil: ({ data }) => writeFile(join(data, TRAINER_FILES.csv), '"nothing"\n"here"\n'),
  },
  {
    what: "no data.csv",
    exit: TRAINER_EXIT.badJob,
    spoil: ({ data }) => rm(join(data, TRAINER_FILES.csv)),
  },
];

const OF_IMAGES: readonly Wrong[] = [
  {
    what: "images that are none",
    exit: TRAINER_EXIT.badJob,
    spoil: async ({ data }) => {
      const entries = await readdir(data, { withFileTypes: true, recursive: true });
      const images = entries.filter((entry) => entry.isFile() && entry.name !== TRAINER_FILES.split);
      await Promise.all(images.map(({ parentPath, name }) => writeFile(join(parentPath, name), "no image")));
    },
  },
];

/** Whether a wrong job is refused by its own exit code, with an error that says so, and leaves nothing that looks like a model. */
export async function checkBadInput(bench: Bench): Promise<Verdict[]> {
  const own = TASK_TYPES[bench.taskType].dataset.kind === "images" ? OF_IMAGES : OF_CSV;
  const verdicts: Verdict[] = [];
  for (const wrong of [...ALWAYS, ...own]) {
    const name = `bad input: ${wrong.what}`;
    if (!bench.wants(name)) continue;
    const folder = await bench.folder();
    await wrong.spoil(folder);
    const run = await bench.run(folder);
    const files = await readdir(folder.out);
    verdicts.push(verdict(name, faultsOf(run, wrong, files)));
  }
  return verdicts;
}

function faultsOf(run: ObservedRun, wrong: Wrong, files: readonly string[]): string[] {
  const [error] = eventsOf(run, "error");
  return [
    ...(run.stopped === null && run.exit.code === wrong.exit
      ? []
      : [`it must be refused with exit code ${wrong.exit}, but ${endOf(run)}`]),
    ...(error === undefined ? ["an error must say why: its message is all that the job's owner sees"] : []),
    ...(error?.retryable === true ? ["the error must not be retryable: the same job would fail again"] : []),
    ...(files.includes(TRAINER_FILES.manifest) ? ["no manifest.json may be left of a job that failed"] : []),
  ];
}
