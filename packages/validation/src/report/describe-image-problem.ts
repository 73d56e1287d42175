import type { DatasetProblemCode, ProblemDetails } from "@flash/schemas";
import type { Describe } from "./describe-problem.ts";
import { counted, listed, quotedName } from "./wording.ts";

const files = (count: number) => counted(count, "file");
const images = (count: number) => counted(count, "image");
const classes = (count: number) => counted(count, "class", "classes");
const is = (count: number) => (count === 1 ? "is" : "are");
const has = (count: number) => (count === 1 ? "has" : "have");
const megabytes = (bytes: number) => `${Math.ceil(bytes / 1_000_000).toLocaleString("en-US")} MB`;

const NAME_REASONS: Record<ProblemDetails<"unsafe_name">["reason"], string> = {
  absolute: "begin at the root of a disk",
  leaves_the_folder: "lead out of the archive with “..”",
  control_character: "hold control characters",
  too_long: "are too long",
  link: "are links to other files",
  no_name: "are empty",
};

const DAMAGE: Record<ProblemDetails<"archive_damaged">["reason"], string> = {
  no_end: "its end is missing, or something follows it",
  directory_misplaced: "its directory is not where its end says",
  directory_unreadable: "its directory cannot be read",
  in_parts: "it is one part of several",
};

const REPACK = "Pack the folder again with an ordinary ZIP tool.";
const REPLACE = "Replace them by whole images, or remove them from the archive.";

type ImageCode = Extract<
  DatasetProblemCode,
  | "not_zip"
  | "archive_damaged"
  | "too_many_files"
  | "unsafe_name"
  | "clashing_names"
  | "overlapping_files"
  | "encrypted_files"
  | "unknown_compression"
  | "compression_bomb"
  | "unpacks_too_large"
  | "file_too_large"
  | "header_differs"
  | "size_differs"
  | "checksum_differs"
  | "damaged_file"
  | `${string}_image`
  | `${string}_images`
  | `image_${string}`
  | "wrong_extension"
  | "junk_files"
  | "other_files"
  | "too_few_in_class"
  | "few_in_class"
  | "class_not_in_train"
>;

export const IMAGE_DESCRIPTIONS: { readonly [Code in ImageCode]: Describe<Code> } = {
  not_zip: ({ found }) => ({
    sentence:
      found === "empty"
        ? "The file is empty."
        : `The file is ${found === "unknown" ? "no ZIP archive" : `${found}, not a ZIP archive`}.`,
    remedy: "Put the images into one folder for each class and pack the folders as a ZIP.",
  }),
  archive_damaged: ({ reason }) => ({
    sentence: `The archive cannot be read: ${DAMAGE[reason]}.`,
    remedy: `It may have been cut off on its way: upload it again. ${REPACK}`,
  }),
  too_many_files: ({ files: found, limit }) => ({
    sentence: `The archive has ${counted(found, "entry", "entries")}; the limit is ${limit.toLocaleString("en-US")}.`,
    remedy: "Take a sample of the images, or have the limit raised.",
  }),
  unsafe_name: ({ reason }, count) => ({
    sentence: `The names of ${counted(count, "entry", "entries")} ${NAME_REASONS[reason]}.`,
    remedy: "Rename these files, then pack the folder again.",
  }),
  clashing_names: (_, count) => ({
    sentence: `${files(count)} ${has(count)} the name of another file or folder of the archive.`,
    remedy: "Give each file a name of its own.",
  }),
  overlapping_files: (_, count) => ({
    sentence: `${files(count)} of the archive ${count === 1 ? "shares" : "share"} bytes with another one.`,
    remedy: REPACK,
  }),
  encrypted_files: (_, count) => ({
    sentence: `${files(count)} ${is(count)} encrypted.`,
    remedy: "Pack the folder without a password.",
  }),
  unknown_compression: ({ methods }, count) => ({
    sentence: `${files(count)} ${is(count)} compressed in a way that is not read (${methods.join(", ")}).`,
    remedy: "Pack the folder with the methods “store” or “deflate”.",
  }),
  compression_bomb: ({ limitRatio }) => ({
    sentence: `The archive unpacks to more than ${limitRatio.toLocaleString("en-US")} times its size, which images never do.`,
    remedy: "Remove the files that are no images.",
  }),
  unpacks_too_large: ({ unpackedBytes, limitBytes }) => ({
    sentence: `The archive unpacks to ${megabytes(unpackedBytes)}; the limit is ${megabytes(limitBytes)}.`,
    remedy: "Scale the images down or take a sample of them.",
  }),
  file_too_large: ({ limitBytes }, count) => ({
    sentence: `${files(count)} ${is(count)} larger than ${megabytes(limitBytes)}.`,
    remedy: "Scale these images down: training does so in any case.",
  }),
  header_differs: (_, count) => ({
    sentence: `${files(count)} ${is(count)} described in two ways that contradict each other.`,
    remedy: REPACK,
  }),
  size_differs: (_, count) => ({
    sentence: `${files(count)} ${count === 1 ? "unpacks" : "unpack"} to another size than the archive says.`,
    remedy: REPACK,
  }),
  checksum_differs: (_, count) => ({
    sentence: `${files(count)} ${count === 1 ? "was" : "were"} changed after packing: the checksum is another one.`,
    remedy: REPACK,
  }),
  damaged_file: (_, count) => ({
    sentence: `${files(count)} cannot be unpacked.`,
    remedy: REPACK,
  }),
  empty_image: (_, count) => ({ sentence: `${images(count)} ${is(count)} empty.`, remedy: REPLACE }),
  not_an_image: (_, count) => ({
    sentence: `${files(count)} ${is(count)} named like an image and ${is(count)} none.`,
    remedy: REPLACE,
  }),
  unsupported_image: ({ formats }, count) => ({
    sentence: `${images(count)} ${is(count)} in a format that is not read: ${formats.join(", ")}.`,
    remedy: "Save them as JPEG or PNG.",
  }),
  corrupt_image: (_, count) => ({ sentence: `${images(count)} ${is(count)} corrupt.`, remedy: REPLACE }),
  truncated_image: (_, count) => ({ sentence: `${images(count)} ${is(count)} cut off.`, remedy: REPLACE }),
  undecodable_image: (_, count) => ({ sentence: `${images(count)} cannot be decoded.`, remedy: REPLACE }),
  image_too_large: ({ limitPixels }, count) => ({
    sentence: `${images(count)} ${has(count)} more than ${counted(limitPixels, "pixel")}.`,
    remedy: "Scale these images down: training does so in any case.",
  }),
  image_too_small: ({ limitPixels }, count) => ({
    sentence: `${images(count)} ${is(count)} narrower or lower than ${counted(limitPixels, "pixel")}.`,
    remedy: "Nothing needs to be done; little can be seen in so small an image.",
  }),
  wrong_extension: (_, count) => ({
    sentence: `${images(count)} ${has(count)} the ending of another format.`,
    remedy: "Nothing needs to be done.",
  }),
  animated_image: (_, count) => ({
    sentence: `${images(count)} ${is(count)} animated; the first frame counts.`,
    remedy: "Nothing needs to be done.",
  }),
  image_without_class: (_, count) => ({
    sentence: `${images(count)} ${count === 1 ? "lies" : "lie"} in no class folder.`,
    remedy: "Move each image into the folder that is named like its class.",
  }),
  junk_files: (_, count) => ({
    sentence: `${files(count)} that operating systems or tools leave behind ${count === 1 ? "was" : "were"} ignored.`,
    remedy: "Nothing needs to be done.",
  }),
  other_files: (_, count) => ({
    sentence: `${files(count)} that ${is(count)} no image ${count === 1 ? "was" : "were"} ignored.`,
    remedy: "Nothing needs to be done.",
  }),
  duplicate_images: (_, count) => ({
    sentence: `${images(count)} ${is(count)} the same as an earlier one, byte for byte.`,
    remedy: "Remove the copies: they make the measured accuracy too good.",
  }),
  conflicting_images: (_, count) => ({
    sentence: `${images(count)} also ${count === 1 ? "lies" : "lie"} in another class, byte for byte.`,
    remedy: "Decide on one class for each image.",
  }),
  leaked_images: (_, count) => ({
    sentence: `${images(count)} also ${count === 1 ? "lies" : "lie"} in another part of the split.`,
    remedy: "Keep each image in one part: a model that is tested with what it learned looks too good.",
  }),
  no_images: () => ({
    sentence: "The archive holds no image.",
    remedy: "Put JPEG or PNG images into one folder for each class and pack the folders as a ZIP.",
  }),
  no_usable_images: ({ images: found }) => ({
    sentence: `None of the ${images(found)} can be used.`,
    remedy: "Mend the other problems of this report first.",
  }),
  too_many_images: ({ images: found, limit }) => ({
    sentence: `The archive has ${images(found)}; the limit is ${limit.toLocaleString("en-US")}.`,
    remedy: "Take a sample of the images, or have the limit raised.",
  }),
  too_few_in_class: ({ labels, limit }, count) => ({
    sentence: `${classes(count)} ${has(count)} fewer than ${images(limit)}: ${listed(labels)}.`,
    remedy: "Add images of these classes, or remove their folders.",
  }),
  few_in_class: ({ labels, recommended }, count) => ({
    sentence: `${classes(count)} ${has(count)} fewer than ${images(recommended)}: ${listed(labels)}.`,
    remedy: "Add images of these classes if you can.",
  }),
  class_not_in_train: ({ labels }, count) => ({
    sentence: `${classes(count)} ${has(count)} no image in “train”: ${labels.map(quotedName).join(", ")}.`,
    remedy: "Put images of each class into “train”: what was not learned cannot be told.",
  }),
};
