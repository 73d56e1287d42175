import type { TaskType } from "@flash/sdk";

/** `text-classification` → `Text classification`. */
export function taskTitle(taskType: TaskType): string {
  const words = taskType.replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
