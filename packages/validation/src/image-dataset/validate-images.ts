import type { DroppedImages, ImageReport, ImageRules } from "@flash/schemas";
import type { ByteSource } from "../bytes/byte-source.ts";
import { noBytes } from "../bytes/no-bytes.ts";
import type { ImagesState } from "../continuation/validation-state.ts";
import type { IncrementalHash } from "../digest/incremental-hash.ts";
import { Sha256 } from "../digest/sha256.ts";
import { ProblemLog } from "../report/problem-log.ts";
import { newZipCodec } from "../zip/codec.ts";
import type { ZipCodec } from "../zip/plain-codec.ts";
import { type Directory, readDirectory } from "../zip/directory.ts";
import { ByteReader } from "../zip/byte-reader.ts";
import { type ReadEntry, walkEntries } from "../zip/entry-walk.ts";
import { judgeStructure } from "../zip/structure.ts";
import { HEAD_BYTES, refusalOf, reportFaults } from "./archive-problems.ts";
import { judgeImages } from "./dataset-verdict.ts";
import { ImageFacts } from "./image-facts.ts";
import { imageReport, noneDropped } from "./image-report.ts";
import { judgeFault, judgeImage, type ImageVerdict, type KnownImage } from "./judge-image.ts";
import { type ImageFile, type ImagePlan, planImages } from "./plan-images.ts";
import { SeenImages } from "./seen-images.ts";

/** Whether a whole image can be decoded; asked only for those whose structure holds. */
export type ImageDecoder = (bytes: Uint8Array, image: KnownImage) => Promise<boolean>;

export interface ImageValidation {
  readonly rules: ImageRules;
  readonly hash: IncrementalHash;
  /** Where another one has stopped, whose hash goes on. */
  readonly from?: ImagesState | undefined;
  /** Asks to stop after the next image. */
  readonly stop?: AbortSignal | undefined;
  /** `false`: without WebAssembly. */
  readonly accelerate?: boolean | undefined;
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
export async function validateImages(
  source: ByteSource,
  validation: ImageValidation,
): Promise<{ readonly report: ImageReport } | { readonly stopped: ImagesState | null }> {
  const { rules, from } = validation;
  const log = new ProblemLog(rules.placesPerProblem);
  const directory = await readDirectory(source, rules.maxFiles);
  if (!("offset" in directory)) {
    const head = await source.read(0, Math.min(HEAD_BYTES, source.sizeBytes));
    log.add(refusalOf(directory, head));
    return { report: imageReport(source, null, { rules, log }) };
  }
  const { files, faults } = judgeStructure(directory, rules);
  reportFaults(faults, log);
  if (faults.length > 0) return { report: imageReport(source, directory, { rules, log }) };
  const plan = planImages(files, rules, log);
  // Whoever stopped had planned the same, and listed what it found then.
  const listed = from === undefined ? log : new ProblemLog(rules.placesPerProblem, from.problems);
  const codec = await newZipCodec(validation.accelerate);
  return new ImageReading(validation, { codec, log: listed, plan }, from).run(source, directory);
}

interface ReadingParts {
  readonly codec: ZipCodec;
  readonly log: ProblemLog;
  readonly plan: ImagePlan;
}

/** One pass over an archive that was not refused. */
class ImageReading {
  readonly #validation: ImageValidation;
  readonly #codec: ZipCodec;
  readonly #log: ProblemLog;
  readonly #plan: ImagePlan;
  readonly #facts: ImageFacts;
  readonly #seen: SeenImages;
  readonly #dropped: DroppedImages;
  readonly #sameAs: Record<string, string[]>;
  readonly #formats: Set<string>;
  #bytes: number;
  #images: number;
  /** Read, and not looked at yet. */
  readonly #pending: Uint8Array;

  /** @param from - where another one has stopped. */
  constructor(validation: ImageValidation, { codec, log, plan }: ReadingParts, from?: ImagesState) {
    this.#validation = validation;
    this.#codec = codec;
    this.#log = log;
    this.#plan = plan;
    this.#facts = new ImageFacts(from?.facts);
    this.#seen = new SeenImages(plan.images, from?.seen);
    this.#dropped = from?.dropped ?? { ...noneDropped(), ...plan.dropped };
    this.#sameAs = from?.sameAs ?? {};
    this.#formats = new Set(from?.formats ?? plan.otherFormats);
    this.#bytes = from?.bytes ?? 0;
    this.#images = from?.rows ?? 0;
    this.#pending = from?.pending ?? new Uint8Array(0);
  }

  async run(
    source: ByteSource,
    directory: Directory,
  ): Promise<{ readonly report: ImageReport } | { readonly stopped: ImagesState | null }> {
    const { onProgress, stop } = this.#validation;
    const reader = this.#reader(source);
    try {
      for await (const _ of this.#steps(reader, directory)) {
        if (stop?.aborted === true) return { stopped: this.state(reader) };
      }
    } finally {
      await reader.close();
    }
    onProgress?.({ bytes: this.#bytes, rows: this.#images });
    return { report: this.#conclude(source, directory) };
  }

  #reader(source: ByteSource): ByteReader {
    const pending = this.#pending;
    const chunks = this.#bytes < source.sizeBytes ? source.stream(this.#bytes) : noBytes();
    return new ByteReader(chunks, (chunk) => this.#passes(chunk), { pending, position: this.#bytes - pending.length });
  }

  /** An image, or a chunk behind the last of them, in each. */
  async *#steps(reader: ByteReader, directory: Directory): AsyncGenerator<void, void, undefined> {
    const wanted = this.#plan.images.slice(this.#images);
    for await (const entry of walkEntries(reader, { directory, wanted, codec: this.#codec })) {
      await this.#take(entry);
      this.#images++;
      yield;
    }
    yield* reader.drain();
  }

  state(reader: ByteReader): ImagesState | null {
    const { hash } = this.#validation;
    if (!(hash instanceof Sha256)) return null;
    return {
      of: "images",
      version: 5,
      bytes: this.#bytes,
      rows: this.#images,
      pending: reader.pending,
      problems: this.#log.list(),
      hash: hash.state(),
      facts: this.#facts.state(),
      seen: this.#seen.state(this.#plan.images),
      dropped: this.#dropped,
      sameAs: this.#sameAs,
      formats: [...this.#formats],
    };
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
    const verdict = judgeImage(bytes, image.entry.name, { rules, codec: this.#codec });
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

  #conclude(source: ByteSource, directory: Directory): ImageReport {
    this.#log.revise({ code: "unsupported_image", details: { formats: [...this.#formats].sort() } });
    const { rules, hash } = this.#validation;
    const [facts, log] = [this.#facts, this.#log];
    const { total, isSplit } = this.#plan;
    judgeImages({ images: total, kept: facts.kept, classes: facts.classes(), isSplit }, rules, log);
    const digest = { algorithm: "sha-256", hex: hash.digest("hex") } as const;
    return imageReport(source, directory, { rules, log }, { facts, total, dropped: this.#dropped, digest });
  }
}
