import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ImageRules, TrainerSplit } from "@flash/schemas";
import { readImageExamples } from "@flash/validation";
import type { ByteSource, ImageExample } from "@flash/validation";
import { AttemptFault } from "../attempt/attempt-fault.ts";
import type { PreparedData } from "./prepared-data.ts";
import { sharedStrings } from "./shared-strings.ts";

const ENDING = { jpeg: "jpg", png: "png" } as const satisfies Record<ImageExample["format"], string>;

/**
 * Writes the images that validation kept as `<class index>/<record>.jpg|png`: no name comes from the archive.
 *
 * @throws AttemptFault `bad_data` for a hostile archive
 * @param classes - in the order of the model's outputs; those that are not among them, or all when there are none, follow as they are met.
 */
export async function writeImages(
  source: ByteSource,
  to: string,
  { rules, classes, signal }: { rules: ImageRules; classes: readonly string[]; signal: AbortSignal },
): Promise<PreparedData> {
  const numbers = new Map(classes.map((label, index) => [label, index]));
  const labels: string[] = [];
  const known = new Set<number>();
  const parts: ImageExample["part"][] = [];
  const shared = sharedStrings();
  for await (const { label, part, format, bytes } of imagesOf(source, rules)) {
    signal.throwIfAborted();
    const number = numbers.get(label) ?? numbers.size;
    numbers.set(label, number);
    const folder = join(to, String(number));
    if (!known.has(number)) await mkdir(folder, { recursive: true });
    known.add(number);
    await writeFile(join(folder, `${labels.length}.${ENDING[format]}`), bytes);
    labels.push(shared(label));
    parts.push(part);
  }
  return { labels, classes: [...numbers.keys()], split: splitByOwner(parts) };
}

/** An archive that its directory shows to be damaged or hostile was never valid: nothing of it is unpacked. */
async function* imagesOf(source: ByteSource, rules: ImageRules): AsyncGenerator<ImageExample> {
  try {
    yield* readImageExamples(source, rules);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new AttemptFault("bad_data", `The dataset was refused: ${error.message}. Validate it.`, { cause: error });
  }
}

/**
 * The owner's own split: what is named validation is held out, or else what is named test; then a test part that is left belongs to
 * neither side.
 *
 * @returns null when the dataset is not split, or one side would be empty.
 */
function splitByOwner(parts: readonly ImageExample["part"][]): TrainerSplit | null {
  const recordsOf = (wanted: ImageExample["part"]): number[] =>
    parts.flatMap((part, record) => (part === wanted ? [record] : []));
  const train = recordsOf("train");
  const validation = [recordsOf("validation"), recordsOf("test")].find((records) => records.length > 0) ?? [];
  return train.length > 0 && validation.length > 0 ? { train, validation } : null;
}
