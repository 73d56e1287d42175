import { readFile } from "node:fs/promises";
import * as z from "zod";
import { OUTPUTS, profileOutput } from "../stack/flash-stack.ts";

/** What a stack says of itself. */
export interface Outputs {
  readonly apiUrl: string;
  readonly streamUrl: string;
  readonly bucket: string;
  /** null: the stack serves no page. */
  readonly pageUrl: string | null;
  /** CloudFront's own name for it; null without a page. */
  readonly pageHost: string | null;
  readonly alarmTopic: string;
  /** The name of the instance profile that a server's machines carry. */
  readonly profileOf: (server: string) => string;
}

/** @param file - as `cdk deploy --outputs-file` writes it. */
export async function readOutputs(file: string, stack: string): Promise<Outputs> {
  const All = z.record(z.string(), z.record(z.string(), z.string()));
  const outputs = All.parse(JSON.parse(await readFile(file, "utf8")))[stack];
  const valueOf = (name: string): string => {
    const value = outputs?.[name];
    if (value === undefined) throw new Error(`${stack} has no output ${name}`);
    return value;
  };
  return {
    apiUrl: valueOf(OUTPUTS.apiUrl),
    streamUrl: valueOf(OUTPUTS.streamUrl),
    bucket: valueOf(OUTPUTS.bucket),
    pageUrl: outputs?.[OUTPUTS.pageUrl] ?? null,
    pageHost: outputs?.[OUTPUTS.pageHost] ?? null,
    alarmTopic: valueOf(OUTPUTS.alarmTopic),
    profileOf: (server) => valueOf(profileOutput(server)),
  };
}
