import type { TaskType } from "@flash/sdk";

export const TASK_TITLE: Record<TaskType, string> = {
  "text-classification": "Text classification",
};
