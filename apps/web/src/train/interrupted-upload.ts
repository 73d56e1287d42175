import type { TaskType } from "@flash/sdk";
import { ofTab } from "../storage/of-tab.ts";

/** An upload that was under way when the page went away. A page may not keep a file: it has to be chosen again. */
export interface InterruptedUpload {
  readonly name: string;
  readonly sizeBytes: number;
  /** The file that it was mended from; null: it is the file itself. */
  readonly madeOf: string | null;
}

const entryOf = (taskType: TaskType): string => `flash.upload ${taskType}`;

export const noteUpload = (taskType: TaskType, upload: InterruptedUpload): void =>
  ofTab.write(entryOf(taskType), upload);

export const forgetUpload = (taskType: TaskType): void => ofTab.remove(entryOf(taskType));

export function interruptedUpload(taskType: TaskType): InterruptedUpload | null {
  const found = ofTab.read(entryOf(taskType));
  if (typeof found !== "object" || found === null) return null;
  const { name, sizeBytes, madeOf } = found as Partial<Record<keyof InterruptedUpload, unknown>>;
  if (typeof name !== "string" || typeof sizeBytes !== "number") return null;
  return { name, sizeBytes, madeOf: typeof madeOf === "string" ? madeOf : null };
}
