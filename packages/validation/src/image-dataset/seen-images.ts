import { Fingerprint } from "../bytes/fingerprint.ts";
import type { ImagesState } from "../continuation/validation-state.ts";
import type { Finding } from "../report/problem-log.ts";
import type { ImageFile } from "./plan-images.ts";

type Repetition = Extract<Finding, { code: "duplicate_images" | "conflicting_images" | "leaked_images" }>["code"];

/** Knows images again by size, checksum and fingerprint. */
export class SeenImages {
  readonly #first: Map<string, ImageFile>;
  readonly #fingerprint = new Fingerprint();

  /** @param images - all of the archive, which the state counts in their order. */
  constructor(images: readonly ImageFile[], from?: ImagesState["seen"]) {
    this.#first = new Map(
      from?.flatMap(([key, index]) => {
        const image = images[index];
        return image === undefined ? [] : [[key, image] as const];
      }),
    );
  }

  state(images: readonly ImageFile[]): ImagesState["seen"] {
    const indexOf = new Map(images.map((image, index) => [image, index]));
    return [...this.#first].map(([key, image]) => [key, indexOf.get(image) ?? images.length]);
  }

  /** @returns what the image repeats, or undefined when its bytes are new. */
  look(image: ImageFile, bytes: Uint8Array): { code: Repetition; first: ImageFile } | undefined {
    if (!image.mayRepeat) return undefined;
    this.#fingerprint.of({ bytes, start: 0, end: bytes.length });
    const { low, high } = this.#fingerprint;
    const key = `${image.entry.crc32} ${bytes.length} ${low} ${high}`;
    const first = this.#first.get(key);
    if (first === undefined) {
      this.#first.set(key, image);
      return undefined;
    }
    return { code: repetition(first, image), first };
  }
}

function repetition(first: ImageFile, again: ImageFile): Repetition {
  if (first.label !== again.label) return "conflicting_images";
  return first.part === again.part ? "duplicate_images" : "leaked_images";
}
