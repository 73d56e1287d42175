import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readIfThere } from "../read-if-there.ts";
import { STATE_CODE } from "./instance-state.ts";
import type { History, StateChange } from "./instance-state.ts";
import type { LocalInstance } from "./local-instance.ts";

/** Keeps the history of one instance in `<folder>/<instanceId>.json`, so that it survives a restart of the platform. */
export interface InstanceFile {
  /**
   * `undefined` for an instance that was never kept.
   *
   * @throws Error naming the file when its content is not a history.
   */
  load(): History | undefined;
  /** Replaces the file in one step: a reader, or a restart after SIGKILL, sees the old or the new one whole. */
  save(history: History): void;
}

export function instanceFile(folder: string, instance: LocalInstance): InstanceFile {
  const { instanceId, instanceType, tags } = instance;
  const path = join(folder, `${instanceId}.json`);
  return {
    load() {
      const text = readIfThere(path);
      if (text === undefined) return undefined;
      const history = parseHistory(text);
      if (history) return history;
      throw new Error(
        `${path} does not hold the history of ${instanceId}. Delete it: the instance then begins stopped.`,
      );
    },
    save(history) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(`${path}.new`, JSON.stringify({ instanceId, instanceType, tags, history }, undefined, 1));
      renameSync(`${path}.new`, path);
    },
  };
}

function parseHistory(text: string): History | undefined {
  let kept: unknown;
  try {
    kept = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof kept !== "object" || kept === null || !("history" in kept) || !Array.isArray(kept.history))
    return undefined;
  const entries: unknown[] = kept.history;
  const [first, ...rest] = entries.filter(isStateChange);
  return first !== undefined && rest.length + 1 === entries.length ? [first, ...rest] : undefined;
}

function isStateChange(value: unknown): value is StateChange {
  return (
    typeof value === "object" &&
    value !== null &&
    "at" in value &&
    typeof value.at === "number" &&
    "state" in value &&
    typeof value.state === "string" &&
    value.state in STATE_CODE &&
    "transitionReason" in value &&
    typeof value.transitionReason === "string"
  );
}
