import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ErrorReport } from "./function-error.ts";

/**
 * An event that its function could not cope with, in the shape of Lambda's failure destination.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export interface DeadLetter {
  readonly version: "1.0";
  /** ISO 8601. */
  readonly timestamp: string;
  readonly requestContext: {
    readonly requestId: string;
    readonly functionArn: string;
    readonly condition: "RetriesExhausted" | "EventAgeExceeded";
    /** How often the function saw the event. */
    readonly approximateInvokeCount: number;
  };
  readonly requestPayload: unknown;
  readonly responsePayload: ErrorReport;
}

/** Keeps dead letters as one JSON file each, over restarts. */
export class DeadLetterBox {
  readonly #folder: string;

  constructor(dataFolder: string) {
    this.#folder = join(dataFolder, "dead-letters");
    mkdirSync(this.#folder, { recursive: true });
  }

  keep(letter: DeadLetter): void {
    const name = `${letter.timestamp.replaceAll(/[:.]/g, "-")}-${letter.requestContext.requestId}.json`;
    const path = join(this.#folder, name);
    writeFileSync(`${path}.new`, JSON.stringify(letter, undefined, 1));
    renameSync(`${path}.new`, path);
  }

  /** Oldest first. */
  list(): DeadLetter[] {
    const names = readdirSync(this.#folder).filter((name) => name.endsWith(".json"));
    return names.sort().map((name): DeadLetter => JSON.parse(readFileSync(join(this.#folder, name), "utf8")));
  }
}
