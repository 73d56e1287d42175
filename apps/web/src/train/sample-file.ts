import type { TaskType } from "@flash/sdk";
import spam from "../../../../samples/spam.csv?url";

interface Sample {
  readonly url: string;
  readonly name: string;
  readonly about: string;
}

/** Datasets that come with the page, so that somebody without one can begin. */
const SAMPLES: Readonly<Partial<Record<TaskType, Sample>>> = {
  "text-classification": { url: spam, name: "spam.csv", about: "1,500 text messages: spam or not" },
};

export const sampleOf = (taskType: TaskType): Sample | null => SAMPLES[taskType] ?? null;

/** @throws Error when the page's server does not hand it out. */
export async function sampleFile({ url, name }: Sample): Promise<File> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`The sample could not be loaded (HTTP ${answer.status}).`);
  return new File([await answer.blob()], name);
}
