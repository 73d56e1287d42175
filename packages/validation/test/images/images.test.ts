import { ImageReport } from "@flash/schemas";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { blobSource, type ByteSource } from "../../src/bytes/byte-source.ts";
import { applyFixes } from "../../src/fixes/apply-fixes.ts";
import { readImageExamples } from "../../src/image-dataset/read-image-examples.ts";
import { reportAsText } from "../../src/report/report-as-text.ts";
import { validateDataset } from "../../src/validate-dataset.ts";
import { ByteReader } from "../../src/zip/byte-reader.ts";
import { newZipCodec } from "../../src/zip/codec.ts";
import { readDirectory } from "../../src/zip/directory.ts";
import { findDirectory } from "../../src/zip/end-of-directory.ts";
import { walkEntries } from "../../src/zip/entry-walk.ts";
import { endOfDirectory, zipFiles } from "../../src/zip/zip-files.ts";
import { problemsOf } from "../report-of.ts";
import { IMAGE_FILES, SMALL_IMAGES as RULES } from "../corpus/image-files.ts";
import { buildZip } from "./build-zip.ts";
import { jpeg, png } from "./pictures.ts";
import { abortableSource } from "../../src/bytes/abortable-source.ts";
import { parquet } from "../parquet.ts";

/** Bytes in chunks of any size; counts what is read. */
function sourceOf(bytes: Uint8Array, chunkBytes = 65_536): ByteSource & { bytesRead: number } {
  return {
    sizeBytes: bytes.length,
    bytesRead: 0,
    async read(offset, length) {
      expect(offset >= 0 && offset + length <= bytes.length, "reads inside the source").toBe(true);
      this.bytesRead += length;
      return bytes.slice(offset, offset + length);
    },
    async *stream() {
      for (let at = 0; at < bytes.length; at += chunkBytes) {
        const chunk = bytes.slice(at, at + chunkBytes);
        this.bytesRead += chunk.length;
        yield chunk;
      }
    },
  };
}

const report = async (bytes: Uint8Array): Promise<ImageReport> =>
  ImageReport.parse(await validateDataset(sourceOf(bytes), RULES));

test("without WebAssembly, and in chunks of any size, the report is an equal one", async () => {
  for (const { name, bytes, rules } of IMAGE_FILES) {
    const expected = await validateDataset(sourceOf(bytes), rules);
    const blob = blobSource(new Blob([bytes]));
    expect(await validateDataset(blob, rules, { accelerate: false }), name).toEqual(expected);
    expect(await validateDataset(sourceOf(bytes, 7), rules), name).toEqual(expected);
  }
});

describe("an archive that its directory shows to be hostile or damaged", () => {
  test("is refused without being read", async () => {
    const large = { name: "dogs/large.bin", data: new Uint8Array(3_000_000) };
    const source = sourceOf(buildZip([{ name: "../x.jpg", data: "x" }, large]));
    const refused = await validateDataset(source, RULES);
    expect(refused).toMatchObject({ valid: false, complete: false, digest: null });
    expect(source.bytesRead / source.sizeBytes).toBeLessThan(0.02);
  });

  test("costs no more memory for a bomb than for its packed bytes", async () => {
    const zeros = { name: "cats/x.jpg", data: new Uint8Array(2 ** 24), deflated: true };
    const said = { unpackedBytes: 100_000 };
    const source = sourceOf(buildZip([{ ...zeros, local: said, directory: said }]));
    const directory = await readDirectory(source, 10);
    if (!("offset" in directory)) throw new Error("the archive was refused");
    const asked: number[] = [];
    const codec = await newZipCodec();
    const watched = {
      crc32: (bytes: Uint8Array) => codec.crc32(bytes),
      inflate: (packed: Uint8Array, mostBytes: number) => (asked.push(mostBytes), codec.inflate(packed, mostBytes)),
    };
    const wanted = directory.entries.map((entry) => ({ entry }));
    const reader = new ByteReader(source.stream(), () => undefined);
    const faults = [];
    for await (const read of walkEntries(reader, { directory, wanted, codec: watched })) faults.push(read);
    expect(faults).toMatchObject([{ fault: "size_differs" }]);
    expect(asked).toEqual([100_000]);
  });
});

test("a report says what is in the archive", async () => {
  const images = Array.from({ length: 5 }, (_, index) => ({
    name: `train/cats/${index}.jpg`,
    data: jpeg("red", `${index}`),
  }));
  const bytes = buildZip([
    ...images,
    { name: "train/dogs/a.png", data: png(40, 20) },
    { name: "val/dogs/b.png", data: png(30, 90) },
  ]);
  const all = await report(bytes);
  expect(all).toMatchObject({
    valid: true,
    complete: true,
    sizeBytes: bytes.length,
    digest: { hex: await sha256(bytes) },
    rows: { total: 7, kept: 7 },
    classes: {
      count: 2,
      list: [
        { label: "cats", rows: 5, samples: ["train/cats/0.jpg", "train/cats/1.jpg", "train/cats/2.jpg"] },
        { label: "dogs", rows: 2, samples: ["train/dogs/a.png", "val/dogs/b.png"] },
      ],
    },
    parts: [
      { part: "train", rows: 6 },
      { part: "validation", rows: 1 },
    ],
    formats: { jpeg: 5, png: 2 },
    width: { min: 24, max: 40 },
    height: { min: 18, max: 90 },
  });
  expect(reportAsText(all)).toContain("Images:  7 images, 7 kept (5 JPEG, 2 PNG)\nSplit:   train 6, validation 1\n");
});

test("a repeated image names the one that it repeats", async () => {
  const twice = buildZip([
    { name: "cats/1.jpg", data: jpeg("red") },
    { name: "dogs/2.png", data: png(20, 20) },
    { name: "cats/3.jpg", data: jpeg("red") },
  ]);
  const { problems } = await report(twice);
  expect(problems).toMatchObject([{ code: "duplicate_images", details: { sameAs: ["cats/1.jpg"] } }]);
});

test("a decoder has the last word", async () => {
  const bytes = buildZip([
    { name: "cats/1.jpg", data: jpeg("red") },
    { name: "dogs/2.png", data: png(20, 20) },
  ]);
  const decode = async (_: Uint8Array, { format }: { format: string }): Promise<boolean> => format === "jpeg";
  const decoded = await validateDataset(sourceOf(bytes), RULES, { decode });
  expect(problemsOf(decoded)).toEqual([
    ["one_class", 1],
    ["undecodable_image", 1, "file “dogs/2.png”"],
  ]);
  expect(decoded.rows.dropped.corrupt).toBe(1);
});

test("an abort ends the reading with its reason", async () => {
  const stop = new AbortController();
  const onProgress = (): void => stop.abort(new Error("enough"));
  const bytes = buildZip(Array.from({ length: 50 }, (_, index) => ({ name: `a/${index}.jpg`, data: jpeg("red") })));
  const aborted = validateDataset(abortableSource(sourceOf(bytes, 100), stop.signal), RULES, { onProgress });
  await expect(aborted).rejects.toThrow("enough");
});

test("whatever is done to its bytes, an archive gives a report, and both ways of unpacking give the same", async () => {
  const bytes = buildZip([
    { name: "cats/1.jpg", data: jpeg("red"), deflated: true },
    { name: "cats/2.png", data: png(20, 30), descriptor: true, deflated: true },
    { name: "dogs/1.jpg", data: jpeg("blue"), zip64: true },
  ]);
  const damage = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(damage, fc.nat(bytes.length), async (changes, cut) => {
      const copy = bytes.slice(cut % 5 === 0 ? cut : 0);
      for (const [at, byte] of changes) copy[at % Math.max(copy.length, 1)] = byte;
      const ours = await report(copy);
      expect(ours.rows.total).toBe(
        ours.rows.kept + Object.values(ours.rows.dropped).reduce((sum, count) => sum + count, 0),
      );
      expect(await validateDataset(sourceOf(copy, 50), RULES)).toEqual(ours);
    }),
    { numRuns: 300 },
  );
});

describe("a folder that is zipped here", () => {
  test("is a valid archive of the same files", async () => {
    const files = [
      { path: "cats/é 1.jpg", content: new Blob([new Uint8Array(jpeg("red"))]) },
      { path: "dogs/2.png", content: new Blob([new Uint8Array(png(20, 20))]) },
    ];
    const archive = await zipFiles(files);
    const checked = await validateDataset(blobSource(archive), RULES);
    expect(checked).toMatchObject({ valid: true, problems: [], rows: { kept: 2 } });
    expect(checked.classes.list.map(({ samples }) => samples)).toEqual([["cats/é 1.jpg"], ["dogs/2.png"]]);
  });

  test("has a zip64 end when it is too large for less", async () => {
    const place = { entries: 70_000, offset: 5_000_000_000, lengthBytes: 6_000_000 };
    const end = endOfDirectory(place);
    const offsetOfEnd = place.offset + place.lengthBytes;
    const sparse = {
      sizeBytes: offsetOfEnd + end.length,
      read: async (offset: number, length: number) => {
        const bytes = new Uint8Array(length);
        bytes.set(end, offsetOfEnd - offset);
        return bytes;
      },
      stream: () => sourceOf(end).stream(),
    };
    expect(await findDirectory(sparse)).toMatchObject({ place: { ...place, zip64: true } });
  });
});

test("files with a problem that has a fix are dropped, and nothing else changes", async () => {
  for (const { name, bytes, rules } of IMAGE_FILES) {
    if (rules.kind !== "images") continue;
    const before = await validateDataset(sourceOf(bytes), rules);
    const fixes = before.problems.flatMap(({ fix }) => fix ?? []);
    const chunks: Uint8Array[] = [];
    for await (const chunk of applyFixes(sourceOf(bytes, 1_000), rules, { fixes, parquet }))
      chunks.push(new Uint8Array(chunk));
    const mended = await validateDataset(sourceOf(Buffer.concat(chunks)), rules);
    const codes = new Set(mended.problems.map(({ code }) => code));
    expect(
      before.problems.filter(({ code, fix }) => fix !== undefined && codes.has(code)),
      name,
    ).toEqual([]);
    if (fixes.length === 0) expect(mended.problems, name).toEqual(before.problems);
  }
});

test("exactly the images that validation keeps are read for training", async () => {
  for (const { name, bytes, rules: all } of IMAGE_FILES) {
    if (all.kind !== "images") continue;
    const source = sourceOf(bytes);
    const { complete, rows, classes } = await validateDataset(source, all);
    const counts = new Map<string, number>();
    if (complete) {
      for await (const { label, bytes: image } of readImageExamples(source, all)) {
        expect(image.length).toBeGreaterThan(0);
        counts.set(label, (counts.get(label) ?? 0) + 1);
      }
    } else await expect(readImageExamples(source, all).next(), name).rejects.toThrow("archive");
    expect(Object.fromEntries(counts), name).toEqual(
      Object.fromEntries(classes.list.map(({ label, rows: kept }) => [label, kept])),
    );
    expect(
      [...counts.values()].reduce((sum, count) => sum + count, 0),
      name,
    ).toBe(rows.kept);
  }
});

async function sha256(bytes: Uint8Array): Promise<string> {
  return Buffer.from(await crypto.subtle.digest("SHA-256", new Uint8Array(bytes))).toString("hex");
}
