import { setTimeout as pause } from "node:timers/promises";
import type { Random } from "@flash/control-plane/sim";
import { JobId } from "@flash/schemas";
import { isFlashError, type ValidDataset } from "@flash/sdk";
import { uploadTiny } from "../platform/scene.ts";
import { addOne, type Book } from "./book.ts";
import type { PlatformUnderFire } from "./platform-under-fire.ts";

const TWICE = 0.1;
const CANCELS = 0.06;
/** Of each server, held and waiting. */
const JOBS_AT_ONCE = 3;

/** Trains and cancels until `until`, in ms since 1970: there is always a queue. @throws Error when one key has made two jobs. */
export async function call(under: PlatformUnderFire, random: Random, book: Book, until: number): Promise<void> {
  const { flash, platform } = under;
  const dataset = await uploadTiny(flash);
  const refused = (error: unknown): void => addOne(book.refusals, isFlashError(error) ? error.code : String(error));
  for (let number = 0; Date.now() < until; number++) {
    const isQueueFull = book.jobs.size - book.ends.size >= JOBS_AT_ONCE * platform.fleet.length;
    if (!isQueueFull) await train(under, random, { dataset, idempotencyKey: `the-soak-${number}`, book, refused });
    if (book.jobs.size > 0 && random.chance(CANCELS))
      await flash
        .job(random.pick([...book.jobs]))
        .cancel()
        .catch(refused);
    await pause(random.int(100, 2_000));
  }
}

interface Training {
  readonly dataset: ValidDataset;
  readonly idempotencyKey: string;
  readonly book: Book;
  readonly refused: (error: unknown) => void;
}

/** Some calls are made twice at once, with the same key. */
async function train(
  { flash }: PlatformUnderFire,
  random: Random,
  { dataset, idempotencyKey, book, refused }: Training,
): Promise<void> {
  const request = {
    dataset,
    taskType: "text-classification",
    hyperparameters: { epochs: random.int(1, 14) },
    idempotencyKey,
  } as const;
  const calls = Array.from({ length: random.chance(TWICE) ? 2 : 1 }, () => flash.train(request));
  const made = new Set<JobId>();
  for (const answer of await Promise.allSettled(calls)) {
    if (answer.status === "rejected") refused(answer.reason);
    else made.add(JobId.parse(answer.value.id));
  }
  if (made.size > 1) throw new Error(`one idempotency key has made two jobs: ${[...made].join(", ")}`);
  for (const id of made) book.jobs.add(id);
}
