import type { TaskType } from "@flash/sdk";

/** An upload that was under way when the page went away. A page may not keep a file: it has to be chosen again. */
export interface InterruptedUpload {
  readonly name: string;
  readonly sizeBytes: number;
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

export function noteUpload(taskType: TaskType, { name, sizeBytes }: InterruptedUpload): void {
  attempt(() => sessionStorage.setItem(entryOf(taskType), JSON.stringify({ name, sizeBytes })));
}

export function forgetUpload(taskType: TaskType): void {
  attempt(() => sessionStorage.removeItem(entryOf(taskType)));
}

export function interruptedUpload(taskType: TaskType): InterruptedUpload | null {
  const found = attempt((): unknown => JSON.parse(sessionStorage.getItem(entryOf(taskType)) ?? "null"));
  if (typeof found !== "object" || found === null) return null;
  const { name, sizeBytes } = found as Partial<Record<keyof InterruptedUpload, unknown>>;
  return typeof name === "string" && typeof sizeBytes === "number" ? { name, sizeBytes } : null;
}
