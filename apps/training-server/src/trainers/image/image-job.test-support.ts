import type { TrainerJob } from "@flash/schemas";
import sharp from "sharp";
import { stratifiedSplit } from "../../split.ts";
import { newJobFolder } from "../job-folder.test-support.ts";
import type { JobFolder } from "../job-folder.test-support.ts";
import { seededRandom } from "../learning/random.ts";

const CLASSES = ["circle", "cross"];
const SIDE = 48;

/** Circles and crosses of any colour, place and size: half as JPEG, half as PNG with transparency. */
export async function picture(label: number, number: number): Promise<Buffer> {
  const random = seededRandom(1_000 + number);
  const colour = `rgb(${random.below(200)},${random.below(200)},${random.below(200)})`;
  const radius = 8 + random.below(8);
  const [x, y] = [radius + 4 + random.below(12), radius + 4 + random.below(12)];
  const shape =
    label === 0
      ? `<circle cx="${x}" cy="${y}" r="${radius}" fill="none" stroke="${colour}" stroke-width="4"/>`
      : `<path d="M${x - radius} ${y - radius} l${2 * radius} ${2 * radius} M${x + radius} ${y - radius} l${-2 * radius} ${2 * radius}" stroke="${colour}" stroke-width="4"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${SIDE}" height="${SIDE}">${shape}</svg>`;
  const drawn = sharp(Buffer.from(svg));
  return number % 2 === 0 ? drawn.flatten({ background: "white" }).jpeg().toBuffer() : drawn.png().toBuffer();
}

export const fileOf = (label: number, number: number): string =>
  `data/${label}/${number}.${number % 2 === 0 ? "jpg" : "png"}`;

/** @param count - pictures in all, the classes in turn. */
export async function imageJob(params: TrainerJob["params"], count: number): Promise<JobFolder> {
  const labels = Array.from({ length: count }, (_, number) => Math.floor(number / 2) % 2);
  const job: TrainerJob = {
    protocol: 1,
    job_id: "job_1",
    task_type: "image-classification",
    seed: 5,
    classes: CLASSES,
    split: { train: 0.75 },
    params,
  };
  const folder = newJobFolder(job, stratifiedSplit(labels.map(String), 0.75, 5));
  for (const [number, label] of labels.entries()) folder.write(fileOf(label, number), await picture(label, number));
  return folder;
}
