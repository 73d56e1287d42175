import type { TaskType } from "@flash/sdk";

/** An upload that was under way when the page went away. A page may not keep a file: it has to be chosen again. */
export interface InterruptedUpload {
  readonly name: string;
  readonly sizeBytes: number;
  /** The file that it was mended from; null: it is the file itself. */
  readonly madeOf: string | null;
}

const entryOf = (taskType: TaskType): string => `flash.upload ${taskType}`;

/** Storage can be switched off: then nobody is reminded. */
function attempt<Value>(use: () => Value): Value | null {
  try {
    return use();
  } catch {
    return null;
  }
}

export function noteUpload(taskType: TaskType, upload: InterruptedUpload): void {
  attempt(() => sessionStorage.setItem(entryOf(taskType), JSON.stringify(upload)));
}

export function forgetUpload(taskType: TaskType): void {
  attempt(() => sessionStorage.removeItem(entryOf(taskType)));
}

export function interruptedUpload(taskType: TaskType): InterruptedUpload | null {
  const found = attempt((): unknown => JSON.parse(sessionStorage.getItem(entryOf(taskType)) ?? "null"));
  if (typeof found !== "object" || found === null) return null;
  const { name, sizeBytes, madeOf } = found as Partial<Record<keyof InterruptedUpload, unknown>>;
  if (typeof name !== "string" || typeof sizeBytes !== "number") return null;
  return { name, sizeBytes, madeOf: typeof madeOf === "string" ? madeOf : null };
}
