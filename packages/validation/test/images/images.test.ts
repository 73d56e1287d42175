import * as zlib from "node:zlib";
import { DEFAULT_IMAGE_RULES, ImageReport, type ImageRules } from "@flash/schemas";
import { expect, test } from "vitest";
import { blobSource } from "../../src/bytes/byte-source.ts";
import { validateDataset } from "../../src/validate-dataset.ts";
import { zlibCodec } from "../../src/zip/codec.ts";
import { problemsOf } from "../report-of.ts";
import { buildZip, type Archive, type Member } from "./build-zip.ts";
import { jpeg, png } from "./pictures.ts";

const RULES: ImageRules = { ...DEFAULT_IMAGE_RULES, minImagesPerClass: 1, recommendedImagesPerClass: 0 };
const GOOD: Member[] = [
  { name: "cats/1.jpg", data: jpeg("red"), deflated: true },
  { name: "cats/2.png", data: png(20, 30) },
  { name: "dogs/1.jpg", data: jpeg("blue"), descriptor: true },
  { name: "dogs/2.jpeg", data: jpeg("green"), zip64: true },
];

async function reportOf(members: readonly Member[], archive?: Archive, rules: Partial<ImageRules> = {}) {
  const source = blobSource(new Blob([new Uint8Array(buildZip(members, archive))]));
  const all = { ...RULES, ...rules };
  const report = await validateDataset(source, all, { codec: zlibCodec(zlib) });
  expect(await validateDataset(source, all)).toEqual(report);
  return ImageReport.parse(report);
}

test("a good archive has no problems", async () => {
  const report = await reportOf(GOOD);
  expect(problemsOf(report)).toEqual([]);
});
