import * as z from "zod";
import { Clocks } from "./clocks.ts";
import { Fleet } from "./fleet.ts";

/** A setting that holds JSON, as every structured setting of a Lambda function must. */
export const jsonSetting = <T extends z.ZodType>(schema: T) =>
  z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: "custom", message: "is not JSON" });
        return z.NEVER;
      }
    })
    .pipe(schema);

/** The settings that every function of the platform has. */
export const PlatformSettings = z.object({
  FLASH_BUCKET: z.string().min(3),
  FLASH_FLEET: jsonSetting(Fleet),
  FLASH_CLOCKS: jsonSetting(Clocks).default(Clocks.parse({})),
});

/** What is wrong with the environment, all of it at once, so that nobody mends one fault after the other. */
export class ConfigurationError extends Error {
  constructor(error: z.ZodError) {
    const faults = error.issues.map(({ path, message }) => `  ${path.join(".")}: ${message}`);
    super(
      `the configuration has ${faults.length === 1 ? "a fault" : `${faults.length} faults`}:\n${faults.join("\n")}`,
    );
    this.name = "ConfigurationError";
  }
}

/**
 * Parses an environment once, at the door.
 *
 * @throws ConfigurationError that names every fault.
 */
export function parseSettings<T extends z.ZodType>(
  schema: T,
  env: Readonly<Record<string, string | undefined>>,
): z.infer<T> {
  // What is parsed once is not worth compiling a parser for.
  const parsed = schema.safeParse(env, { jitless: true });
  if (!parsed.success) throw new ConfigurationError(parsed.error);
  return parsed.data;
}
