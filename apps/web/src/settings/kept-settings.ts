import type { TaskType } from "@flash/sdk";
import { ofTab } from "../storage/of-tab.ts";
import type { Field } from "./fields.ts";
import { type Values, valuesFrom } from "./values.ts";

const entryOf = (taskType: TaskType): string => `flash.settings ${taskType}`;

/** What somebody has filled in, so that a reload does not take it away. Good until it is trained with. */
export const keepSettings = (taskType: TaskType, values: Values): void => ofTab.write(entryOf(taskType), values);

export const forgetSettings = (taskType: TaskType): void => ofTab.remove(entryOf(taskType));

/** With the defaults where nothing was filled in. */
export const keptSettings = (taskType: TaskType, fields: readonly Field[]): Values =>
  valuesFrom(fields, ofTab.read(entryOf(taskType)));
