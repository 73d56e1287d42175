import type { TaskType } from "@flash/sdk";
import { useTaskTypes } from "@flash/sdk/react";

/** The name of a task type for people; its own name, made readable, until the platform has told. */
export function useTaskTitle(): (taskType: TaskType) => string {
  const { data } = useTaskTypes();
  return (taskType) => data?.find(({ name }) => name === taskType)?.title ?? readable(taskType);
}

const readable = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1).replaceAll("-", " ");
