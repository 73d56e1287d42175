import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { TrainerFailure } from "../failure.ts";
import { classNumbersOf, fingerprintOf, readSplit, sidesOf } from "../job-data.ts";
import type { Side } from "../job-data.ts";
import type { TrainerRun } from "../run-trainer.ts";
import { Stopped } from "../stop-request.ts";

/** One picture of the job. */
export interface Picture {
  readonly number: number;
  readonly path: string;
  /** The class's number. */
  readonly label: number;
  readonly side: Side;
}

export interface PictureSet {
  /** By number. */
  readonly pictures: readonly Picture[];
  /** Of job, split and all pictures: what must be equal for a checkpoint to be of use. */
  readonly fingerprint: string;
}

const NAME = /^(\d{1,9})\.(?:jpe?g|png)$/u;

/** Finds every picture of the split and reads all of them once, for the fingerprint. @throws TrainerFailure `bad_input` */
export async function loadPictures({ job, folders, report, stop }: TrainerRun): Promise<PictureSet> {
  classNumbersOf(job.classes);
  const split = await readSplit(folders.data);
  const sides = sidesOf(split);
  const files = await filesOf(folders.data, job.classes.length);
  const missing = [...sides.keys()].filter((number) => !files.has(number));
  if (missing.length > 0) {
    const some = missing.slice(0, 5).join(", ");
    throw new TrainerFailure("bad_input", `split.json lists ${missing.length} pictures that are not there: ${some}`);
  }
  report.send({ type: "phase", name: "load", total: sides.size });
  const digest = createHash("sha256");
  const pictures: Picture[] = [];
  for (const [number, side] of [...sides].toSorted(([one], [other]) => one - other)) {
    if (stop.requested) throw new Stopped();
    const file = files.get(number);
    if (file === undefined) continue;
    digest.update(`${number} ${file.label} `).update(await readFile(file.path));
    pictures.push({ number, side, ...file });
    report.progress({ phase: "load", done: pictures.length, total: sides.size });
  }
  return { pictures, fingerprint: fingerprintOf(job, split, digest.digest("hex")) };
}

async function filesOf(data: string, classes: number): Promise<Map<number, { path: string; label: number }>> {
  const files = new Map<number, { path: string; label: number }>();
  for (let label = 0; label < classes; label += 1) {
    const folder = join(data, String(label));
    const names = await readdir(folder).catch(() => {
      throw new TrainerFailure("bad_input", `the data folder has no folder ${label}, for the class of that number`);
    });
    for (const name of names) {
      const number = NAME.exec(name)?.[1];
      if (number !== undefined) files.set(Number(number), { path: join(folder, name), label });
    }
  }
  return files;
}
