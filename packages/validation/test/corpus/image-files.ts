import { DEFAULT_IMAGE_RULES, type ImageRules } from "@flash/schemas";
import { deflateRawSync } from "node:zlib";
import { type CorpusFile, type ExpectedProblem } from "./corpus-file.ts";
import { buildZip, type Archive, type Member } from "../images/build-zip.ts";
import { chunk, jpeg, png, pngHeader, pngOf } from "../images/pictures.ts";

/** One archive, built when it is asked for, and all that is wrong with it. */
interface ArchiveCase {
  readonly name: string;
  readonly build: () => Uint8Array;
  readonly rules?: Partial<ImageRules>;
  readonly problems: readonly Exclude<ExpectedProblem, string>[];
}

/** Under which a handful of images is not remarkable. */
export const SMALL_IMAGES: ImageRules = {
  ...DEFAULT_IMAGE_RULES,
  minImagesPerClass: 1,
  recommendedImagesPerClass: 0,
};

const CATS: Member[] = [
  { name: "cats/1.jpg", data: jpeg("red"), deflated: true },
  { name: "cats/2.png", data: png(20, 30) },
];
const DOGS: Member[] = [
  { name: "dogs/1.jpg", data: jpeg("blue") },
  { name: "dogs/2.jpeg", data: jpeg("green") },
];
const GOOD = [...CATS, ...DOGS];

const good = (archive: Archive = {}): Uint8Array => buildZip(GOOD, archive);
const withOne = (member: Member) => (): Uint8Array => buildZip([...GOOD, member]);
const withImage = (data: Uint8Array | string, name = "cats/x.jpg") => withOne({ name, data });
const at = (entry: string): string => `file “${entry}”`;
const file = (code: string, entry = "cats/x.jpg"): [string, number, string] => [code, 1, at(entry)];

/** The same bytes for several entries of the directory, as in https://www.bamsoftware.com/hacks/zipbomb/. */
function overlapping(): Uint8Array {
  const kernel = { name: "cats/x.jpg", data: Buffer.alloc(1000), deflated: true };
  const copies = Array.from({ length: 3 }, (_, index) => ({
    ...kernel,
    name: `cats/${index}.jpg`,
    isListedOnly: true,
    directory: { offset: 0 },
  }));
  return buildZip([kernel, ...copies]);
}

const JPEG = jpeg("red");
const PNG = png(20, 20);
const END = chunk("IEND", Buffer.alloc(0));
const DATA = chunk("IDAT", Buffer.of(1, 2, 3));
const flipped = (bytes: Buffer, place: number): Buffer => {
  const copy = Buffer.from(bytes);
  copy[place] = (copy[place] ?? 0) ^ 0xff;
  return copy;
};
/** A JPEG whose frame header is of another kind, which its marker and its precision say. */
const jpegFrame = (marker: number, precision = 8): Buffer => {
  const copy = Buffer.from(JPEG);
  const frame = copy.indexOf(Buffer.of(0xff, 0xc2));
  copy[frame + 1] = marker;
  copy[frame + 4] = precision;
  return copy;
};

const CASES: readonly ArchiveCase[] = [
  // What is fine.
  { name: "stored and deflated images", build: () => good(), problems: [] },
  { name: "a comment behind the end", build: () => good({ comment: "made by hand" }), problems: [] },
  {
    name: "a comment that looks like the end of an archive",
    build: () => good({ comment: `PK\u0005\u0006${"\0".repeat(16)}\u0009\0 is long` }),
    problems: [],
  },
  { name: "a comment as long as it can be", build: () => good({ comment: "x".repeat(65_535) }), problems: [] },
  {
    name: "zip64 throughout",
    build: () =>
      buildZip(
        GOOD.map((one) => ({ ...one, zip64: true })),
        { zip64: true },
      ),
    problems: [],
  },
  {
    name: "sizes behind the data",
    build: () => buildZip(GOOD.map((one) => ({ ...one, descriptor: true }))),
    problems: [],
  },
  {
    name: "bytes between entries that belong to nobody",
    build: () => good({ prefix: Buffer.alloc(100) }),
    problems: [],
  },
  {
    name: "a longer extra field in the local header",
    build: () => buildZip(GOOD.map((one) => ({ ...one, localExtraBytes: 28 }))),
    problems: [],
  },
  {
    name: "entries for folders",
    build: () => buildZip([{ name: "cats/" }, { name: "dogs/", unixMode: 0o040755 }, ...GOOD]),
    problems: [],
  },
  {
    name: "a folder around the classes",
    build: () =>
      buildZip([{ name: "./my data/" }, ...GOOD.map((one) => ({ ...one, name: `./my data/${String(one.name)}` }))]),
    problems: [],
  },
  {
    name: "backslashes, as old Windows tools write them",
    build: () => buildZip(GOOD.map((one) => ({ ...one, name: String(one.name).replace("/", "\\") }))),
    problems: [],
  },
  {
    name: "accents in two ways of writing are one class",
    build: () =>
      buildZip([
        ...CATS,
        { name: "chie\u0301n/1.jpg", data: jpeg("blue") },
        { name: "chi\u00e9n/2.jpg", data: jpeg("green") },
      ]),
    rules: { minImagesPerClass: 2 },
    problems: [],
  },
  {
    name: "names in code page 437",
    build: () =>
      buildZip([
        ...CATS,
        {
          name: Buffer.from("k\x81hn/1.jpg", "latin1"),
          data: jpeg("blue"),
          directory: { flags: 0 },
          local: { flags: 0 },
        },
      ]),
    problems: [],
  },
  {
    name: "a camera's bytes behind the end of a JPEG",
    build: withImage(Buffer.concat([jpeg("red", "again"), Buffer.from("trailer")])),
    problems: [],
  },
  {
    name: "a PNG of one frame with an animation header",
    build: withImage(
      pngOf(pngHeader(20, 20), chunk("acTL", Buffer.of(0, 0, 0, 1, 0, 0, 0, 0)), DATA, END),
      "cats/x.png",
    ),
    problems: [],
  },

  // No archive, or none that can be read.
  { name: "no bytes at all", build: () => new Uint8Array(0), problems: [["not_zip", 1]] },
  { name: "a CSV", build: () => Buffer.from("input,label\na,b\n"), problems: [["not_zip", 1]] },
  { name: "a JPEG", build: () => JPEG, problems: [["not_zip", 1]] },
  {
    name: "a RAR archive",
    build: () => Buffer.from("Rar!\x1a\x07\x01\x00 and so on", "latin1"),
    problems: [["not_zip", 1]],
  },
  { name: "an archive without entries", build: () => buildZip([]), problems: [["no_images", 1]] },
  { name: "an archive that was cut in half", build: () => good().subarray(0, 700), problems: [["archive_damaged", 1]] },
  {
    name: "an archive whose beginning is missing",
    build: () => good().subarray(100),
    problems: [["archive_damaged", 1]],
  },
  {
    name: "bytes behind the end",
    build: () => good({ suffix: Buffer.from("more") }),
    problems: [["archive_damaged", 1]],
  },
  {
    name: "a directory that is somewhere else",
    build: () => good({ end: { offset: 10 } }),
    problems: [["archive_damaged", 1]],
  },
  {
    name: "more entries than there are",
    build: () => good({ end: { entries: 5 } }),
    problems: [["archive_damaged", 1]],
  },
  {
    name: "fewer entries than there are",
    build: () => good({ end: { entries: 3 } }),
    problems: [["archive_damaged", 1]],
  },
  {
    name: "a zip64 directory beyond the end",
    build: () => good({ zip64: true, end: { offset: 2 ** 52 } }),
    problems: [["archive_damaged", 1]],
  },
  { name: "one of several disks", build: () => good({ end: { disk: 1 } }), problems: [["archive_damaged", 1]] },
  { name: "more entries than allowed", build: () => good(), rules: { maxFiles: 3 }, problems: [["too_many_files", 1]] },

  // Hostile archives.
  {
    name: "a path out of the archive",
    build: withImage(JPEG, "../../etc/x.jpg"),
    problems: [file("unsafe_name", "../../etc/x.jpg")],
  },
  {
    name: "a path out of the archive with backslashes",
    build: withImage(JPEG, "cats\\..\\..\\x.jpg"),
    problems: [file("unsafe_name", "cats\\..\\..\\x.jpg")],
  },
  { name: "a path from the root", build: withImage(JPEG, "/etc/x.jpg"), problems: [file("unsafe_name", "/etc/x.jpg")] },
  { name: "a path on a drive", build: withImage(JPEG, "C:\\x.jpg"), problems: [file("unsafe_name", "C:\\x.jpg")] },
  {
    name: "a NUL in a name",
    build: withImage(JPEG, "cats/x.jpg\0.txt"),
    problems: [file("unsafe_name", "cats/x.jpg\0.txt")],
  },
  {
    name: "a name that is turned around",
    build: withImage(JPEG, "cats/\u202egpj.exe"),
    problems: [file("unsafe_name", "cats/\u202egpj.exe")],
  },
  {
    name: "a name without end",
    build: withImage(JPEG, `cats/${"x".repeat(300)}.jpg`),
    problems: [file("unsafe_name", `cats/${"x".repeat(300)}.jpg`)],
  },
  { name: "an empty name", build: withImage(JPEG, ""), problems: [file("unsafe_name", "")] },
  {
    name: "a symbolic link",
    build: withOne({ name: "cats/x.jpg", data: "/etc/passwd", unixMode: 0o120777 }),
    problems: [file("unsafe_name")],
  },
  {
    name: "two files of one name",
    build: withImage(JPEG, "cats/1.jpg"),
    problems: [file("clashing_names", "cats/1.jpg")],
  },
  {
    name: "two files of one name once paths are cleaned",
    build: withImage(JPEG, "cats//./1.jpg"),
    problems: [file("clashing_names", "cats//./1.jpg")],
  },
  {
    name: "a file where others have a folder",
    build: withImage(JPEG, "cats"),
    problems: [file("clashing_names", "cats")],
  },
  {
    name: "an encrypted file",
    build: withOne({ name: "cats/x.jpg", data: JPEG, local: { flags: 1 }, directory: { flags: 1 } }),
    problems: [file("encrypted_files")],
  },
  {
    name: "compression that is not read",
    build: withOne({ name: "cats/x.jpg", data: JPEG, local: { method: 93 }, directory: { method: 93 } }),
    problems: [file("unknown_compression")],
  },
  {
    name: "entries that share their bytes",
    build: overlapping,
    problems: [["overlapping_files", 3, at("cats/x.jpg"), at("cats/0.jpg"), at("cats/1.jpg")]],
  },
  {
    name: "an entry that begins behind the directory",
    build: withOne({ name: "cats/x.jpg", data: JPEG, directory: { offset: 2 ** 31 } }),
    problems: [file("overlapping_files")],
  },
  {
    name: "an entry that reaches over the directory",
    build: withOne({
      name: "cats/x.jpg",
      data: JPEG,
      local: { packedBytes: 10_000 },
      directory: { packedBytes: 10_000 },
    }),
    problems: [file("overlapping_files")],
  },
  {
    name: "16 MiB of zeros in 16 kB",
    build: withOne({ name: "cats/x.jpg", data: new Uint8Array(2 ** 24), deflated: true }),
    problems: [file("compression_bomb")],
  },
  {
    name: "a bomb that says it is small",
    build: withOne({
      name: "cats/x.jpg",
      data: new Uint8Array(2 ** 24),
      deflated: true,
      local: { unpackedBytes: 1000 },
      directory: { unpackedBytes: 1000 },
    }),
    problems: [file("size_differs")],
  },
  {
    name: "more than may be unpacked",
    build: () => good(),
    rules: { maxUnpackedBytes: 1000 },
    problems: [["unpacks_too_large", 1]],
  },

  // Files that are not what the archive says.
  {
    name: "an entry that begins inside another one",
    build: withOne({ name: "cats/x.jpg", data: JPEG, directory: { offset: 1 } }),
    problems: [["overlapping_files", 2, at("cats/1.jpg"), at("cats/x.jpg")]],
  },
  {
    name: "another name in the local header",
    build: withOne({ name: "cats/x.jpg", data: JPEG, local: { name: "cats/y.jpg" } }),
    problems: [file("header_differs")],
  },
  {
    name: "another size in the local header",
    build: withOne({ name: "cats/x.jpg", data: JPEG, local: { unpackedBytes: 5 } }),
    problems: [file("header_differs")],
  },
  {
    name: "another method in the local header",
    build: withOne({ name: "cats/x.jpg", data: JPEG, local: { method: 8 } }),
    problems: [file("header_differs")],
  },
  {
    name: "more than was said",
    build: withOne({
      name: "cats/x.jpg",
      data: JPEG,
      deflated: true,
      local: { unpackedBytes: 100 },
      directory: { unpackedBytes: 100 },
    }),
    problems: [file("size_differs")],
  },
  {
    name: "less than was said",
    build: withOne({
      name: "cats/x.jpg",
      data: JPEG,
      deflated: true,
      local: { unpackedBytes: 900 },
      directory: { unpackedBytes: 900 },
    }),
    problems: [file("size_differs")],
  },
  {
    name: "another checksum",
    build: withOne({ name: "cats/x.jpg", data: JPEG, local: { crc32: 1 }, directory: { crc32: 1 } }),
    problems: [file("checksum_differs")],
  },
  {
    name: "damaged data",
    build: withOne({ name: "cats/x.jpg", data: JPEG, deflated: true, packed: Buffer.from("no deflate data") }),
    problems: [file("damaged_file")],
  },
  {
    name: "data that ends early",
    build: withOne({ name: "cats/x.jpg", data: JPEG, deflated: true, packed: deflateRawSync(JPEG).subarray(0, 100) }),
    problems: [file("damaged_file")],
  },
  {
    name: "bytes behind the data",
    build: withOne({
      name: "cats/x.jpg",
      data: JPEG,
      deflated: true,
      packed: Buffer.concat([deflateRawSync(JPEG), Buffer.of(0)]),
    }),
    problems: [file("damaged_file")],
  },

  // Images that are none, or not whole.
  { name: "an empty image", build: withImage(""), problems: [file("empty_image")] },
  { name: "text named like an image", build: withImage("this is no image"), problems: [file("not_an_image")] },
  {
    name: "a web page that was downloaded instead",
    build: withImage("<!doctype html><title>404</title>"),
    problems: [file("not_an_image")],
  },
  { name: "a GIF named like a JPEG", build: withImage("GIF89a and so on"), problems: [file("unsupported_image")] },
  {
    name: "a WebP named like a JPEG",
    build: withImage(Buffer.from("RIFF\x10\0\0\0WEBPVP8 ", "latin1")),
    problems: [file("unsupported_image")],
  },
  {
    name: "images in other formats",
    build: () => buildZip([...GOOD, { name: "cats/x.gif", data: "GIF89a" }, { name: "dogs/x.webp", data: "RIFF" }]),
    problems: [["unsupported_image", 2, at("cats/x.gif"), at("dogs/x.webp")]],
  },
  {
    name: "a JPEG that is cut off in its pixels",
    build: withImage(jpeg("red", "x").subarray(0, -20)),
    problems: [file("truncated_image")],
  },
  {
    name: "a JPEG that is cut off in its header",
    build: withImage(JPEG.subarray(0, 50)),
    problems: [file("truncated_image")],
  },
  { name: "a JPEG of two bytes", build: withImage(JPEG.subarray(0, 2)), problems: [file("truncated_image")] },
  {
    name: "a JPEG without a frame",
    build: withImage(Buffer.of(0xff, 0xd8, 0xff, 0xda, 0, 2, 1, 0xff, 0xd9)),
    problems: [file("corrupt_image")],
  },
  { name: "a JPEG with a hole", build: withImage(flipped(JPEG, 2)), problems: [file("corrupt_image")] },
  { name: "a lossless JPEG", build: withImage(jpegFrame(0xc3)), problems: [file("unsupported_image")] },
  { name: "an arithmetic coded JPEG", build: withImage(jpegFrame(0xc9)), problems: [file("unsupported_image")] },
  { name: "a JPEG of 12 bits", build: withImage(jpegFrame(0xc1, 12)), problems: [file("unsupported_image")] },
  {
    name: "a PNG that is cut off",
    build: withImage(PNG.subarray(0, -15), "cats/x.png"),
    problems: [file("truncated_image", "cats/x.png")],
  },
  {
    name: "a PNG with a flipped bit",
    build: withImage(flipped(PNG, 45), "cats/x.png"),
    problems: [file("corrupt_image", "cats/x.png")],
  },
  {
    name: "a PNG that was sent as text",
    build: withImage(Buffer.from(PNG.toString("latin1").replaceAll("\r\n", "\n"), "latin1"), "cats/x.png"),
    problems: [file("corrupt_image", "cats/x.png")],
  },
  {
    name: "a PNG without pixels",
    build: withImage(pngOf(pngHeader(20, 20), END), "cats/x.png"),
    problems: [file("corrupt_image", "cats/x.png")],
  },
  {
    name: "a PNG of no width",
    build: withImage(pngOf(pngHeader(0, 20), DATA, END), "cats/x.png"),
    problems: [file("corrupt_image", "cats/x.png")],
  },
  {
    name: "a PNG by palette without one",
    build: withImage(pngOf(pngHeader(20, 20, [8, 3, 0, 0, 0]), DATA, END), "cats/x.png"),
    problems: [file("corrupt_image", "cats/x.png")],
  },
  {
    name: "a PNG of 3 bits",
    build: withImage(pngOf(pngHeader(20, 20, [3, 0, 0, 0, 0]), DATA, END), "cats/x.png"),
    problems: [file("corrupt_image", "cats/x.png")],
  },
  {
    name: "a PNG of 60,000 × 60,000 pixels",
    build: withImage(pngOf(pngHeader(60_000, 60_000), DATA, END), "cats/x.png"),
    problems: [file("image_too_large", "cats/x.png")],
  },
  {
    name: "a file larger than allowed",
    build: withImage(Buffer.concat([jpeg("red", "x"), Buffer.alloc(2000)])),
    rules: { maxImageBytes: 2000 },
    problems: [file("file_too_large")],
  },

  // What people should know.
  {
    name: "a tiny image",
    build: withImage(png(3, 40), "cats/x.png"),
    problems: [file("image_too_small", "cats/x.png")],
  },
  { name: "a PNG named like a JPEG", build: withImage(PNG), problems: [file("wrong_extension")] },
  {
    name: "a JPEG named like a PNG",
    build: withImage(jpeg("red", "x"), "cats/x.png"),
    problems: [file("wrong_extension", "cats/x.png")],
  },
  {
    name: "an animated PNG",
    build: withImage(
      pngOf(pngHeader(20, 20), chunk("acTL", Buffer.of(0, 0, 0, 2, 0, 0, 0, 0)), DATA, END),
      "cats/x.png",
    ),
    problems: [file("animated_image", "cats/x.png")],
  },
  {
    name: "an image beside the folders",
    build: withImage(PNG, "x.png"),
    problems: [file("image_without_class", "x.png")],
  },
  {
    name: "what macOS and Windows leave behind",
    build: () =>
      buildZip([
        ...GOOD,
        ...[
          "__MACOSX/cats/._1.jpg",
          "cats/.DS_Store",
          "cats/Thumbs.db",
          "dogs/desktop.ini",
          "cats/Icon\r",
          ".git/config",
          "cats/@eaDir/1.jpg",
        ].map((name) => ({ name, data: "junk" })),
      ]),
    problems: [
      [
        "junk_files",
        7,
        at("__MACOSX/cats/._1.jpg"),
        at("cats/.DS_Store"),
        at("cats/Thumbs.db"),
        at("dogs/desktop.ini"),
        at("cats/Icon "),
        at(".git/config"),
        at("cats/@eaDir/1.jpg"),
      ],
    ],
  },
  {
    name: "files that are no images",
    build: () => buildZip([...GOOD, { name: "README.txt" }, { name: "cats/labels.csv" }]),
    problems: [["other_files", 2, at("README.txt"), at("cats/labels.csv")]],
  },
  { name: "the same image again", build: withImage(JPEG), problems: [file("duplicate_images")] },
  {
    name: "the same image in another class",
    build: withImage(JPEG, "dogs/x.jpg"),
    problems: [file("conflicting_images", "dogs/x.jpg")],
  },
  {
    name: "a split with an image in both parts",
    build: () =>
      buildZip([
        ...GOOD.map((one) => ({ ...one, name: `data/train/${String(one.name)}` })),
        { name: "data/val/cats/x.jpg", data: JPEG },
        { name: "data/val/dogs/y.jpg", data: jpeg("blue", "another") },
      ]),
    problems: [file("leaked_images", "data/val/cats/x.jpg")],
  },
  {
    name: "a class that is only tested with",
    build: () =>
      buildZip([
        ...GOOD.map((one) => ({ ...one, name: `train/${String(one.name)}` })),
        { name: "test/birds/x.png", data: PNG },
      ]),
    problems: [["class_not_in_train", 1]],
  },
  {
    name: "classes that differ by case",
    build: () => buildZip([...GOOD, { name: "Cats/x.png", data: PNG }]),
    problems: [["labels_differ_by_case", 1]],
  },
  { name: "one class", build: () => buildZip(CATS), problems: [["one_class", 1]] },
  {
    name: "no images",
    build: () => buildZip([{ name: "cats/a.txt" }]),
    problems: [
      ["no_images", 1],
      ["other_files", 1, at("cats/a.txt")],
    ],
  },
  {
    name: "no usable images",
    build: () => buildZip([{ name: "cats/x.jpg", data: "text" }]),
    problems: [file("not_an_image"), ["no_usable_images", 1]],
  },
  // GOOD has four images: each bad one beside it is a fifth of all.
  {
    name: "a bad image where a fifth may be bad",
    build: withImage("text"),
    rules: { badRowShare: 0.2 },
    problems: [file("not_an_image")],
  },
  {
    name: "a bad image where fewer than a fifth may be bad",
    build: withImage("text"),
    rules: { badRowShare: 0.19 },
    problems: [file("not_an_image")],
  },
  {
    name: "an image in no folder where a fifth may be bad",
    build: withImage(JPEG, "x.jpg"),
    rules: { badRowShare: 0.2 },
    problems: [file("image_without_class", "x.jpg")],
  },
  {
    name: "an entry that lies where any share may be bad",
    build: withOne({
      name: "cats/x.jpg",
      data: JPEG,
      local: { unpackedBytes: 100 },
      directory: { unpackedBytes: 100 },
    }),
    rules: { badRowShare: 1 },
    problems: [file("size_differs")],
  },
  {
    name: "more classes than allowed where any share may be bad",
    build: () => buildZip([...GOOD, { name: "birds/x.png", data: PNG }]),
    rules: { maxClasses: 2, badRowShare: 1 },
    problems: [["too_many_classes", 1, at("birds/x.png")]],
  },
  {
    name: "more images than allowed",
    build: () => good(),
    rules: { maxImages: 3 },
    problems: [["too_many_images", 1]],
  },
  {
    name: "more classes than allowed",
    build: () => buildZip([...GOOD, { name: "birds/x.png", data: PNG }]),
    rules: { maxClasses: 2 },
    problems: [["too_many_classes", 1, at("birds/x.png")]],
  },
  {
    name: "a class with too long a name",
    build: () => buildZip([...GOOD, { name: `${"b".repeat(30)}/x.png`, data: PNG }]),
    rules: { maxLabelCharacters: 20 },
    problems: [["label_too_long", 1, at(`${"b".repeat(30)}/x.png`)]],
  },
  {
    name: "classes with too few images",
    build: () => good(),
    rules: { minImagesPerClass: 3 },
    problems: [["too_few_in_class", 2]],
  },
  {
    name: "classes with few images",
    build: () => good(),
    rules: { recommendedImagesPerClass: 3 },
    problems: [["few_in_class", 2]],
  },
  {
    name: "classes of very different size",
    build: () =>
      buildZip([
        ...Array.from({ length: 20 }, (_, index) => ({ name: `birds/${index}.jpg`, data: jpeg("red", `${index}`) })),
        ...GOOD,
      ]),
    problems: [["class_imbalance", 1]],
  },
];

export const IMAGE_FILES: readonly CorpusFile[] = CASES.map(({ name, build, rules = {}, problems }) => ({
  name: `${name.replaceAll(/[^\w]+/gu, "-")}.zip`,
  bytes: new Uint8Array(build()),
  rules: { ...SMALL_IMAGES, ...rules },
  problems,
}));
