import type { DroppedImages, ImageReport, ImageRules } from "@flash/schemas";
import type { ByteSource } from "../bytes/byte-source.ts";
import type { IncrementalHash } from "../digest/incremental-hash.ts";
import { ProblemLog } from "../report/problem-log.ts";
import { webCodec, type ZipCodec } from "../zip/codec.ts";
import { type Directory, readDirectory } from "../zip/directory.ts";
import { type ReadEntry, walkEntries } from "../zip/entry-walk.ts";
import { judgeStructure } from "../zip/structure.ts";
import { HEAD_BYTES, refusalOf, reportFaults } from "./archive-problems.ts";
import { judgeImages } from "./dataset-verdict.ts";
import { ImageFacts } from "./image-facts.ts";
import { judgeFault, judgeImage, type ImageVerdict, type KnownImage } from "./judge-image.ts";
import { type ImageFile, type ImagePlan, planImages } from "./plan-images.ts";
import { SeenImages } from "./seen-images.ts";

const LISTED_CLASSES = 1_000;

/** Whether a whole image can be decoded; asked only for those whose structure holds. */
export type ImageDecoder = (bytes: Uint8Array, image: KnownImage) => Promise<boolean>;

export interface ImageValidation {
  readonly rules: ImageRules;
  readonly hash: IncrementalHash;
  /** What browsers have, unless a faster one is given. */
  readonly codec?: ZipCodec | undefined;
  /** Undefined: structure and checksums are proved, pixels are not. */
  readonly decode?: ImageDecoder | undefined;
  /** Called with the bytes and images read so far. */
  readonly onProgress?: ((progress: { bytes: number; rows: number }) => void) | undefined;
}

/**
 * Reports on a ZIP of images. Its directory is read first; an archive that it shows to be damaged or hostile is refused there and
 * then. All others are read once from the first to the last byte, and every image in them is unpacked, proved and looked at.
 *
 * @throws whatever the source throws; never because of the bytes.
 */
export async function validateImages(source: ByteSource, validation: ImageValidation): Promise<ImageReport> {
  const { rules } = validation;
  const log = new ProblemLog(rules.placesPerProblem);
  const directory = await readDirectory(source, rules.maxFiles);
  if (!("offset" in directory)) {
    const head = await source.read(0, Math.min(HEAD_BYTES, source.sizeBytes));
    log.add(refusalOf(directory, head));
    return refusedReport(source, null, log);
  }
  const { files, faults } = judgeStructure(directory, rules);
  reportFaults(faults, rules, log);
  if (faults.length > 0) return refusedReport(source, directory, log);
  const plan = planImages(files, rules, log);
  return new ImageReading(validation, log, plan).run(source, directory);
}

function archiveFacts({ entries, zip64 }: Directory): NonNullable<ImageReport["archive"]> {
  const unpackedBytes = entries.reduce((sum, entry) => sum + entry.unpackedBytes, 0);
  return { entries: entries.length, zip64, unpackedBytes };
}

function noneDropped(): DroppedImages {
  return {
    noClass: 0,
    labelTooLong: 0,
    tooManyClasses: 0,
    fileTooLarge: 0,
    damaged: 0,
    corrupt: 0,
    unsupported: 0,
    imageTooLarge: 0,
  };
}

function refusedReport({ sizeBytes }: ByteSource, directory: Directory | null, log: ProblemLog): ImageReport {
  return {
    kind: "images",
    valid: false,
    complete: false,
    sizeBytes,
    digest: null,
    archive: directory && archiveFacts(directory),
    rows: { total: 0, kept: 0, dropped: noneDropped() },
    classes: { count: 0, list: [] },
    parts: [],
    ...new ImageFacts().shapes(),
    problems: log.list(),
  };
}

/** One pass over an archive that was not refused. */
class ImageReading {
  readonly #validation: ImageValidation;
  readonly #codec: ZipCodec;
  readonly #log: ProblemLog;
  readonly #plan: ImagePlan;
  readonly #facts = new ImageFacts();
  readonly #seen = new SeenImages();
  readonly #dropped: DroppedImages;
  readonly #sameAs: Record<string, string[]> = {};
  readonly #formats: Set<string>;
  #bytes = 0;
  #images = 0;

  constructor(validation: ImageValidation, log: ProblemLog, plan: ImagePlan) {
    this.#validation = validation;
    this.#codec = validation.codec ?? webCodec();
    this.#log = log;
    this.#plan = plan;
    this.#dropped = { ...noneDropped(), ...plan.dropped };
    this.#formats = new Set(plan.otherFormats);
  }

  async run(source: ByteSource, directory: Directory): Promise<ImageReport> {
    const { onProgress } = this.#validation;
    const codec = this.#codec;
    const wanted = this.#plan.images;
    const entries = walkEntries(source.stream(), { directory, wanted, codec }, (chunk) => this.#passes(chunk));
    for await (const entry of entries) {
      await this.#take(entry);
      this.#images++;
    }
    onProgress?.({ bytes: this.#bytes, rows: this.#images });
    return this.#conclude(source, directory);
  }

  #passes(chunk: Uint8Array): void {
    const { hash, onProgress } = this.#validation;
    hash.update(chunk);
    this.#bytes += chunk.length;
    onProgress?.({ bytes: this.#bytes, rows: this.#images });
  }

  async #take(read: ReadEntry<ImageFile>): Promise<void> {
    const image = read.wanted;
    const verdict = "fault" in read ? judgeFault(read.fault) : await this.#judge(image, read.bytes);
    const place = () => ({ entry: image.entry.name });
    for (const finding of verdict.findings) this.#log.add(finding, place);
    if ("kept" in verdict) return this.#facts.keep(image, verdict.kept);
    this.#dropped[verdict.dropped]++;
    if (verdict.format === undefined) return;
    this.#formats.add(verdict.format);
    this.#log.add({ code: "unsupported_image", details: { formats: [] } }, place);
  }

  async #judge(image: ImageFile, bytes: Uint8Array): Promise<ImageVerdict> {
    const { rules, decode } = this.#validation;
    const verdict = judgeImage(bytes, image.entry.name, { rules, crc32: this.#codec.crc32 });
    if (!("kept" in verdict)) return verdict;
    if (decode !== undefined && !(await decode(bytes, verdict.kept))) {
      return { dropped: "corrupt", findings: [{ code: "undecodable_image", details: {} }] };
    }
    this.#lookForRepetition(image, bytes);
    return verdict;
  }

  #lookForRepetition(image: ImageFile, bytes: Uint8Array): void {
    const repetition = this.#seen.look(image, bytes);
    if (repetition === undefined) return;
    const { code, first } = repetition;
    const sameAs = (this.#sameAs[code] ??= []);
    if (sameAs.length < this.#validation.rules.placesPerProblem) sameAs.push(first.entry.name);
    this.#log.add({ code, details: { sameAs } }, () => ({ entry: image.entry.name }));
  }

  #conclude({ sizeBytes }: ByteSource, directory: Directory): ImageReport {
    this.#log.revise({ code: "unsupported_image", details: { formats: [...this.#formats].sort() } });
    const classes = this.#facts.classes();
    const { total: images, isSplit } = this.#plan;
    judgeImages({ images, kept: this.#facts.kept, classes, isSplit }, this.#validation.rules, this.#log);
    const problems = this.#log.list();
    return {
      kind: "images",
      valid: problems.every(({ severity }) => severity === "warning"),
      complete: true,
      sizeBytes,
      digest: { algorithm: "sha-256", hex: this.#validation.hash.digest("hex") },
      archive: archiveFacts(directory),
      rows: { total: images, kept: this.#facts.kept, dropped: this.#dropped },
      classes: {
        count: classes.length,
        list: classes.slice(0, LISTED_CLASSES).map(({ label, rows, samples }) => ({ label, rows, samples })),
      },
      parts: this.#facts.parts(),
      ...this.#facts.shapes(),
      problems,
    };
  }
}
