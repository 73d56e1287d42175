import { join } from "node:path";
import { TRAINER_FILES } from "@flash/schemas";
import { TrainerFailure } from "../failure.ts";
import { classNumbersOf, fingerprintOf, readSplit, sidesOf } from "../job-data.ts";
import type { TrainerRun } from "../run-trainer.ts";
import { Stopped } from "../stop-request.ts";
import { readTextRows } from "./dataset.ts";
import type { TextRow } from "./dataset.ts";
import { TEXT_SIZES } from "./params.ts";
import type { TextParams } from "./params.ts";
import { preprocessWith, tokenEncoder, tokenize } from "./tokenizer.ts";
import type { Preprocess } from "./tokenizer.ts";
import { vocabularyBuilder } from "./vocabulary.ts";

/** Token ids and class numbers, in the order of the file. */
export interface Examples {
  readonly texts: Int32Array[];
  readonly labels: number[];
}

export interface TextDataset {
  readonly train: Examples;
  readonly validation: Examples;
  readonly preprocess: Preprocess;
  /** The first held-out text, for the sample prediction. */
  readonly sampleText: string;
  /** Records of the file that are in neither list because a cell is blank. */
  readonly skipped: number;
  /** Of job, split and data: what must be equal for a checkpoint to be of use. */
  readonly fingerprint: string;
}

/** @throws TrainerFailure `bad_input` when data, split and classes do not fit together. */
export async function loadTextDataset(run: TrainerRun, params: TextParams): Promise<TextDataset> {
  const { job, folders, report, stop } = run;
  const split = await readSplit(folders.data);
  const sides = sidesOf(split);
  const classNumbers = classNumbersOf(job.classes);
  const sets = { train: emptyExamples(), validation: emptyExamples() };
  const features = params.model === "fasttext" ? hashedFeatures() : vocabularyFeatures();
  let sampleText: string | undefined;
  let done = 0;

  report.send({ type: "phase", name: "load", total: sides.size });
  const addRow = ({ record, input, label }: TextRow): void => {
    if (stop.requested) throw new Stopped();
    const side = sides.get(record);
    if (side === undefined) return;
    const number = classNumbers.get(label);
    if (number === undefined)
      throw new TrainerFailure("bad_input", `data.csv: the label ${label} is not in job.json's classes`);
    sets[side].texts.push(features.add(input, side === "train"));
    sets[side].labels.push(number);
    if (side === "validation") sampleText ??= input;
    done += 1;
    report.progress({ phase: "load", done, total: sides.size });
  };
  const rows = await readTextRows(join(folders.data, TRAINER_FILES.csv), addRow);
  if (done < sides.size || sampleText === undefined) {
    const missing = sides.size - done;
    throw new TrainerFailure("bad_input", `split.json lists ${missing} records that data.csv lacks or that are blank`);
  }
  const preprocess = features.finish([...sets.train.texts, ...sets.validation.texts]);
  return {
    ...sets,
    preprocess,
    sampleText,
    skipped: rows.skipped,
    fingerprint: fingerprintOf(job, split, rows.sha256),
  };
}

const emptyExamples = (): Examples => ({ texts: [], labels: [] });

/** From text to ids; the vocabulary is only known after the last text. */
interface Features {
  add(text: string, isTrained: boolean): Int32Array;
  /** Turns all arrays that `add` gave into ids, in place. */
  finish(texts: readonly Int32Array[]): Preprocess;
}

function hashedFeatures(): Features {
  const { maxTokens, buckets } = TEXT_SIZES.fasttext;
  const features = { kind: "hashed_ngrams", hash: "fnv1a-32", buckets, ngrams: [1, 2], separator: " " } as const;
  const encode = tokenEncoder(features);
  return {
    add: (text) => encode(tokenize(text, maxTokens)),
    finish: () => preprocessWith({ ...features, ngrams: [1, 2] }, maxTokens),
  };
}

function vocabularyFeatures(): Features {
  const { maxTokens, ...limits } = TEXT_SIZES.recurrent;
  const builder = vocabularyBuilder();
  return {
    add: (text, isTrained) => builder.add(tokenize(text, maxTokens), isTrained),
    finish(texts) {
      const { tokens, idOf } = builder.finish(limits);
      for (const text of texts)
        for (let at = 0; at < text.length; at += 1) text[at] = idOf[text[at] as number] as number;
      return preprocessWith({ kind: "vocabulary", tokens: [...tokens] }, maxTokens);
    },
  };
}
