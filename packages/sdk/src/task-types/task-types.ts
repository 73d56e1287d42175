import type { TaskType, WireTaskType } from "@flash/schemas";
import type { CallOptions } from "../call-options.ts";
import { flashError } from "../error/flash-error.ts";
import { abortable } from "../transport/runtime.ts";
import type { Procedures } from "../transport/procedures.ts";

/** What the platform can train. */
export type AskTaskTypes = (options?: CallOptions) => Promise<readonly WireTaskType[]>;

/**
 * Asks once for each client: a platform's task types change with its version only. Whoever gives up waiting takes the
 * answer from nobody else, and a failure is not kept.
 */
export function askTaskTypesOnce(trpc: Procedures): AskTaskTypes {
  let asked: Promise<readonly WireTaskType[]> | undefined;
  return ({ signal } = {}) => {
    asked ??= trpc.taskTypes.list.query().catch((error: unknown) => {
      asked = undefined;
      throw error;
    });
    return abortable(asked, signal);
  };
}

/** @throws FlashError `bad_request` for one that this platform does not know. */
export async function taskTypeCalled(name: TaskType, ask: AskTaskTypes, options: CallOptions): Promise<WireTaskType> {
  const all = await ask(options);
  const found = all.find((taskType) => taskType.name === name);
  if (found !== undefined) return found;
  const message = `this platform trains ${all.map((taskType) => taskType.name).join(", ")}`;
  throw flashError({ code: "bad_request", faults: [{ path: "taskType", message }] });
}
