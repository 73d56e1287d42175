import type { ImageRules } from "@flash/schemas";
import type { ByteSource } from "../bytes/byte-source.ts";
import { ByteReader } from "../zip/byte-reader.ts";
import { ProblemLog } from "../report/problem-log.ts";
import { newZipCodec } from "../zip/codec.ts";
import { readDirectory } from "../zip/directory.ts";
import { walkEntries } from "../zip/entry-walk.ts";
import { judgeStructure } from "../zip/structure.ts";
import { judgeImage, type KnownImage } from "./judge-image.ts";
import type { SplitPart } from "./layout.ts";
import { planImages } from "./plan-images.ts";

/** One image that validation keeps. */
export interface ImageExample extends Pick<KnownImage, "format" | "width" | "height"> {
  /** Its name in the archive. */
  readonly entry: string;
  readonly label: string;
  /** Where its owner has put it, when the dataset is split by folders. */
  readonly part: SplitPart | null;
  /** Valid until the next image is asked for. */
  readonly bytes: Uint8Array;
}

/**
 * The images that validation keeps under the same rules, in the order in which they lie in the archive.
 *
 * @throws TypeError for an archive that validation refuses by its directory, and whatever the source throws.
 */
export async function* readImageExamples(
  source: ByteSource,
  rules: ImageRules,
): AsyncGenerator<ImageExample, void, undefined> {
  const unlogged = new ProblemLog(0);
  const directory = await readDirectory(source, rules.maxFiles);
  if (!("offset" in directory)) throw new TypeError("the archive has no directory that can be read");
  const { files, faults } = judgeStructure(directory, rules);
  if (faults.length > 0) throw new TypeError("the archive is damaged or hostile");
  const wanted = planImages(files, rules, unlogged).images;
  const codec = await newZipCodec();
  const reader = new ByteReader(source.stream(), () => undefined);
  try {
    for await (const read of walkEntries(reader, { directory, wanted, codec })) {
      if ("fault" in read) continue;
      const { entry, label, part } = read.wanted;
      const verdict = judgeImage(read.bytes, entry.name, { rules, codec });
      if (!("kept" in verdict)) continue;
      const { format, width, height } = verdict.kept;
      yield { entry: entry.name, label, part, format, width, height, bytes: read.bytes };
    }
  } finally {
    await reader.close();
  }
}
