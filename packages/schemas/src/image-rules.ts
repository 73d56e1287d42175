import * as z from "zod";

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

/** What an image dataset must look like: a ZIP of `class/image.jpg|png`. `{ kind: "images" }` is a complete set of rules. */
export const ImageRules = z.object({
  kind: z.literal("images"),
  /** Kept images allowed in all; above it the dataset is refused. */
  maxImages: z.int().positive().default(100_000),
  /** Kept images that each class needs; below it the dataset is refused. The original product asked for 10. */
  minImagesPerClass: z.int().positive().default(2),
  /** Kept images of a class below which a warning says that little can be learned from so few. */
  recommendedImagesPerClass: z.int().nonnegative().default(10),
  /** Classes allowed. Bounds memory. */
  maxClasses: z.int().min(2).max(10_000).default(1_000),
  /** Longest name of a class in characters. */
  maxLabelCharacters: z.int().positive().max(255).default(200),
  /** Largest image, unpacked. Bounds memory: an image is held packed and unpacked. */
  maxImageBytes: z
    .int()
    .positive()
    .max(256 * MIB)
    .default(20 * MIB),
  /** Width times height; above it an image is left out and the dataset refused. Decoders need four bytes or more for each. */
  maxPixels: z.int().positive().default(100_000_000),
  /** Shorter side of an image in pixels below which a warning is given. */
  minSidePixels: z.int().nonnegative().default(16),
  /** Entries of the archive: images, folders, junk. Bounds memory; an archive with more is refused without a look at them. */
  maxFiles: z.int().positive().max(1_000_000).default(200_000),
  /** All that the archive unpacks to. */
  maxUnpackedBytes: z
    .int()
    .positive()
    .default(20 * GIB),
  /** Unpacked bytes for each packed one, from 1 MiB up; more is a bomb. Images pack by a few percent. */
  maxRatio: z.number().min(1).default(100),
  /** A warning is given when the largest class has at least this many times the images of the smallest. */
  imbalanceRatio: z.number().min(1).default(10),
  /**
   * Share of images that may be bad: up to it they are dropped and the dataset is still valid. 0: any bad image makes it invalid.
   * An archive that is damaged or hostile as a whole, or lies about an entry, is refused whatever the share.
   */
  badRowShare: z.number().min(0).max(1).default(0),
  /** How many places are kept for each problem code; all are counted. */
  placesPerProblem: z.int().nonnegative().max(1_000).default(10),
});
export type ImageRules = z.infer<typeof ImageRules>;

export const DEFAULT_IMAGE_RULES: ImageRules = ImageRules.parse({ kind: "images" });
