import { availableParallelism } from "node:os";
import type { TRAINER_ENV } from "@flash/schemas";

type Name = (typeof TRAINER_ENV)[number];

/** What the agent decides for one run. */
export interface RunFacts {
  readonly job: string;
  readonly attempt: number;
  readonly seed: number;
  /** Milliseconds since 1970 by the machine's clock. */
  readonly deadlineMs: number;
  readonly temporary: string;
}

/**
 * A trainer's whole environment, by allow-list: no cloud credentials, nothing of the platform's own settings. Its home is its
 * work folder, so that files of whoever runs the agent are not in reach by accident.
 */
export function trainerEnvironment(
  host: Readonly<Record<string, string | undefined>>,
  facts: RunFacts,
): Partial<Record<Name, string>> {
  return {
    PATH: host.PATH ?? "/usr/local/bin:/usr/bin:/bin",
    HOME: facts.temporary,
    LANG: host.LANG ?? "C.UTF-8",
    TMPDIR: facts.temporary,
    ...(host.CUDA_VISIBLE_DEVICES !== undefined && { CUDA_VISIBLE_DEVICES: host.CUDA_VISIBLE_DEVICES }),
    FLASH_JOB_ID: facts.job,
    FLASH_ATTEMPT: String(facts.attempt),
    FLASH_SEED: String(facts.seed),
    FLASH_THREADS: String(availableParallelism()),
    FLASH_DEADLINE_MS: String(facts.deadlineMs),
  };
}
