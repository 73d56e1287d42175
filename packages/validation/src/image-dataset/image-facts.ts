import type { ImageReport } from "@flash/schemas";
import type { ImageFactsState } from "../continuation/validation-state.ts";
import { bySize } from "../report/class-verdict.ts";
import { LengthHistogram } from "../report/length-histogram.ts";
import type { KnownImage } from "./judge-image.ts";
import type { ImageFile } from "./plan-images.ts";
import type { SplitPart } from "./layout.ts";

const SAMPLED_CLASSES = 50;
const SAMPLES_PER_CLASS = 3;

type ClassOfImages = Omit<ImageFactsState["classes"][number], "label">;

/** Everything that is counted about the kept images. */
export class ImageFacts {
  kept: number;
  readonly #classes: Map<string, ClassOfImages>;
  readonly #parts: Map<SplitPart, number>;
  readonly #formats: ImageFactsState["formats"];
  readonly #widths: LengthHistogram;
  readonly #heights: LengthHistogram;
  readonly #bytes: LengthHistogram;

  constructor(from?: ImageFactsState) {
    this.kept = from?.kept ?? 0;
    this.#classes = new Map(from?.classes.map(({ label, ...facts }) => [label, facts]));
    this.#parts = new Map(from?.parts.map(({ part, rows }) => [part, rows]));
    this.#formats = from?.formats ?? { jpeg: 0, png: 0 };
    this.#widths = new LengthHistogram(from?.widths);
    this.#heights = new LengthHistogram(from?.heights);
    this.#bytes = new LengthHistogram(from?.bytes);
  }

  state(): ImageFactsState {
    return {
      kept: this.kept,
      // In the order in which they were found: the first fifty are sampled.
      classes: [...this.#classes].map(([label, facts]) => ({ label, ...facts })),
      parts: this.parts(),
      formats: this.#formats,
      widths: this.#widths.state(),
      heights: this.#heights.state(),
      bytes: this.#bytes.state(),
    };
  }

  keep({ entry, label, part }: ImageFile, { format, width, height }: KnownImage): void {
    this.kept++;
    this.#formats[format]++;
    this.#widths.add(width);
    this.#heights.add(height);
    this.#bytes.add(entry.unpackedBytes);
    const known = this.#classOf(label);
    known.rows++;
    if (part === "train") known.inTrain++;
    if (known.samples.length < SAMPLES_PER_CLASS && this.#classes.size <= SAMPLED_CLASSES)
      known.samples.push(entry.name);
    if (part !== null) this.#parts.set(part, (this.#parts.get(part) ?? 0) + 1);
  }

  /** Most images first, then by label. */
  classes(): { label: string; rows: number; inTrain: number; samples: string[] }[] {
    return [...this.#classes].map(([label, facts]) => ({ label, ...facts })).sort(bySize);
  }

  /** How many images each part has, in the order in which they are used. */
  parts(): { part: SplitPart; rows: number }[] {
    return (["train", "validation", "test"] as const).flatMap((part) => {
      const rows = this.#parts.get(part);
      return rows === undefined ? [] : [{ part, rows }];
    });
  }

  shapes(): Pick<ImageReport, "formats" | "width" | "height" | "fileBytes"> {
    return {
      formats: this.#formats,
      width: this.#widths.facts(),
      height: this.#heights.facts(),
      fileBytes: this.#bytes.facts(),
    };
  }

  #classOf(label: string): ClassOfImages {
    const known = this.#classes.get(label);
    if (known !== undefined) return known;
    const added: ClassOfImages = { rows: 0, inTrain: 0, samples: [] };
    this.#classes.set(label, added);
    return added;
  }
}
