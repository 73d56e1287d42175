import { TASK_TYPES } from "@flash/schemas";
import { expect, test } from "vitest";
import { errorOf } from "../../test/client.ts";
import { csv } from "../../test/samples.ts";
import { fixFile } from "./fix-file.ts";
import type { FixFileOptions } from "./fix-file.ts";

const rules = TASK_TYPES["text-classification"].dataset;
const fixes: FixFileOptions["fixes"] = [{ type: "drop_rows", problem: "too_many_cells" }];
const BAD = "input,label\none,a\ntoo,many,cells\ntwo,b\n";

test("a file is mended without being sent, and stays as it is", async () => {
  const file = csv(BAD);
  const seen: number[] = [];
  const onProgress: FixFileOptions["onProgress"] = ({ bytes, totalBytes }) => seen.push(bytes / totalBytes);
  const mended = await fixFile(file, { rules, fixes, onProgress });
  expect(await mended.text()).toBe("input,label\none,a\ntwo,b\n");
  expect(await file.text()).toBe(BAD);
  expect(seen.at(-1)).toBe(1);
});

test("a raised signal ends it as aborted, and a file that has shrunk as file_changed", async () => {
  const gone = fixFile(csv(BAD), { rules, fixes, signal: AbortSignal.abort() });
  expect((await errorOf(gone)).code).toBe("aborted");
  const source = { name: "short.csv", sizeBytes: 100, stream: () => csv(BAD).stream() };
  expect((await errorOf(fixFile(source, { rules, fixes }))).code).toBe("file_changed");
});
