import { readFile } from "node:fs/promises";
import * as z from "zod";
import { OUTPUTS } from "../stack/flash-stack.ts";

/** What the stack says of itself, as `cdk deploy --outputs-file` writes it. */
export async function readOutputs(file: string, stack: string) {
  const Outputs = z.object({
    [OUTPUTS.apiUrl]: z.string(),
    [OUTPUTS.streamUrl]: z.string(),
    [OUTPUTS.bucket]: z.string(),
    [OUTPUTS.pageUrl]: z.string().optional(),
  });
  const outputs = z.record(z.string(), z.unknown()).parse(JSON.parse(await readFile(file, "utf8")));
  const parsed = Outputs.parse(outputs[stack]);
  return {
    apiUrl: parsed[OUTPUTS.apiUrl],
    streamUrl: parsed[OUTPUTS.streamUrl],
    bucket: parsed[OUTPUTS.bucket],
    /** null: the stack serves no page. */
    pageUrl: parsed[OUTPUTS.pageUrl] ?? null,
  };
}
