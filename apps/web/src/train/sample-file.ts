import type { TaskType } from "@flash/sdk";
import digits from "../../../../samples/digits.zip?url";
import spam from "../../../../samples/spam.csv?url";
import temperature from "../../../../samples/temperature.csv?url";
import weather from "../../../../samples/weather.csv?url";

export interface Sample {
  readonly url: string;
  readonly name: string;
  /** What it is trained with in some seconds; everything else has its default. */
  readonly settings: Readonly<Record<string, string>>;
}

/** Datasets that come with the page, so that somebody without one can begin. */
const SAMPLES: Readonly<Partial<Record<TaskType, Sample>>> = {
  "text-classification": { url: spam, name: "spam.csv", settings: { model: "fasttext" } },
  "image-classification": { url: digits, name: "digits.zip", settings: {} },
  "tabular-classification": { url: weather, name: "weather.csv", settings: {} },
  "tabular-regression": { url: temperature, name: "temperature.csv", settings: {} },
};

export const sampleOf = (taskType: TaskType): Sample | null => SAMPLES[taskType] ?? null;

/** @throws Error when the page's server does not hand it out. */
export async function sampleFile({ url, name }: Sample): Promise<File> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`The sample could not be loaded (HTTP ${answer.status}).`);
  return new File([await answer.blob()], name);
}
