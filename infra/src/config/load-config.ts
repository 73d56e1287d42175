import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { ConfigurationError } from "@flash/control-plane";
import * as z from "zod";
import { FlashConfig, StageName, type StageSettings } from "./flash-config.ts";

/** Which platform is meant, and what it shall be. */
export interface ChosenStage {
  readonly name: string;
  readonly settings: StageSettings;
}

/** A fault of whoever calls a command: told in one sentence, without a stack. */
export class CommandFault extends Error {
  override readonly name = "CommandFault";
}

/**
 * Reads `flash.config.ts` (or `file`) and picks one stage.
 *
 * @throws ConfigurationError that names every fault of the file; CommandFault for a stage or file that is not there.
 */
export async function loadStage(file: string, name: string): Promise<ChosenStage> {
  const path = resolve(file);
  if (!existsSync(path)) throw new CommandFault(`there is no configuration at ${path}: name another with --config`);
  const module: unknown = await import(pathToFileURL(path).href);
  return stageOf(z.object({ default: z.unknown() }).parse(module).default, name);
}

/** @throws as {@link loadStage} */
export function stageOf(config: unknown, name: string): ChosenStage {
  const parsed = z.safeParse(FlashConfig, config);
  if (!parsed.success) throw new ConfigurationError(parsed.error);
  const { stages } = parsed.data;
  const settings = Object.hasOwn(stages, name) ? stages[StageName.parse(name)] : undefined;
  if (settings === undefined) {
    throw new CommandFault(`there is no stage "${name}": flash.config.ts has ${Object.keys(stages).join(", ")}`);
  }
  return { name, settings };
}

/** Also the value of the tag `flash:stack` on every machine. */
export const stackName = (stage: string): string => `flash-${stage}`;

/** Of the page's files; CloudFront reads them. */
export const pageBucketName = (stage: string, account: string, region: string): string =>
  `${stackName(stage)}-page-${account}-${region}`;

/** Fixed, so that functions, roles and notifications can name the bucket before it is there. */
export const bucketName = (stage: string, account: string, region: string): string =>
  `${stackName(stage)}-${account}-${region}`;
