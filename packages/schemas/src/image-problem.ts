import * as z from "zod";
import { problem } from "./problem-shape.ts";

/** What can be wrong with a dataset of images. Counted: files, unless a code says otherwise. */
export const IMAGE_PROBLEMS = [
  // The archive as a whole, as its directory shows it: nothing is unpacked.
  /** `found` is what the first bytes look like. */
  problem("not_zip", {
    found: z.enum([
      "gzip",
      "rar",
      "7z",
      "tar",
      "xz",
      "zstd",
      "bzip2",
      "jpeg",
      "png",
      "pdf",
      "text",
      "empty",
      "unknown",
    ]),
  }),
  problem("archive_damaged", {
    reason: z.enum(["no_end", "directory_misplaced", "directory_unreadable", "in_parts"]),
  }),
  /** Folders and junk count as well. */
  problem("too_many_files", { files: z.int(), limit: z.int() }),
  /** One for each reason. */
  problem("unsafe_name", {
    reason: z.enum(["absolute", "leaves_the_folder", "control_character", "too_long", "link", "no_name"]),
  }),
  /** Two files of one path, or a file and a folder. */
  problem("clashing_names", {}),
  /** Files share bytes of the archive. */
  problem("overlapping_files", {}),
  problem("encrypted_files", {}),
  /** `methods` are the numbers that ZIP gives them. */
  problem("unknown_compression", { methods: z.array(z.int()) }),
  problem("compression_bomb", { limitRatio: z.number() }),
  problem("unpacks_too_large", { unpackedBytes: z.int(), limitBytes: z.int() }),

  // One file.
  problem("file_too_large", { limitBytes: z.int() }),
  /** The file's own header contradicts the directory. */
  problem("header_differs", {}),
  /** It unpacks to more or fewer bytes than the archive says. */
  problem("size_differs", {}),
  problem("checksum_differs", {}),
  /** Its packed data cannot be read. */
  problem("damaged_file", {}),
  problem("empty_image", {}),
  /** Named like an image, and none. */
  problem("not_an_image", {}),
  /** `formats`: those that occur, in alphabetical order. */
  problem("unsupported_image", { formats: z.array(z.string()) }),
  problem("corrupt_image", {}),
  problem("truncated_image", {}),
  /** Its structure holds and a decoder that was at hand still refused it. */
  problem("undecodable_image", {}),
  problem("image_too_large", { limitPixels: z.int() }),
  /** `limitPixels`: of the shorter side. */
  problem("image_too_small", { limitPixels: z.int() }),
  /** A JPEG named like a PNG, or the other way round. */
  problem("wrong_extension", {}),
  /** Only the first frame counts. */
  problem("animated_image", {}),
  problem("image_without_class", {}),
  /** What operating systems leave behind. */
  problem("junk_files", {}),
  problem("other_files", {}),

  // The same bytes again. `sameAs`: for each place, the file that came first.
  problem("duplicate_images", { sameAs: z.array(z.string()) }),
  /** In another class. */
  problem("conflicting_images", { sameAs: z.array(z.string()) }),
  /** In another part of the split. */
  problem("leaked_images", { sameAs: z.array(z.string()) }),

  // The dataset as a whole.
  problem("no_images", {}),
  problem("no_usable_images", { images: z.int() }),
  problem("too_many_images", { images: z.int(), limit: z.int() }),
  /** Counted: classes; `labels` are the first ten. */
  problem("too_few_in_class", { labels: z.array(z.string()), limit: z.int() }),
  problem("few_in_class", { labels: z.array(z.string()), recommended: z.int() }),
  /** Counted: classes without an image to learn from. `labels` are the first ten. */
  problem("class_not_in_train", { labels: z.array(z.string()) }),
] as const;
