import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { LABELS_OFFSET } from "../src/csv/scanner-memory.ts";
import { say } from "./report-with-little-memory.ts";

const PROGRAM = fileURLToPath(new URL("./report-with-little-memory.ts", import.meta.url));
const REFUSED = expect.stringMatching(/^RangeError: WebAssembly\.Memory\(\): /u) as unknown;

test.each([
  ["no memory: the scalar reader reads, and archives are unpacked in JavaScript", 0, [REFUSED, REFUSED, REFUSED]],
  ["too little for what it would remember: every row is looked at one by one", 64, [null, REFUSED, REFUSED]],
  ["too little for all labels: rows with the others are", Math.ceil(LABELS_OFFSET / 65_536), [null, null, REFUSED]],
])("the same is said where the runtime gives WebAssembly %s", async (_, pages, refusals) => {
  const { stdout } = await promisify(execFile)(process.execPath, ["--conditions=@flash/source", PROGRAM, `${pages}`]);
  const { report, checksum } = await say();
  expect(JSON.parse(stdout)).toEqual({ refusals, report, checksum });
});
