import type { TaskType } from "@flash/sdk";
import type { ReactNode } from "react";
import { ImageIcon, SparkIcon, TableIcon, TextIcon } from "../icons/icons.tsx";

interface DataHint {
  /** What such a model does. */
  readonly what: string;
  /** What its data looks like. */
  readonly data: string;
  /** As an input's `accept`. */
  readonly accept: string;
}

const TEXT_DATA = "A CSV file with the columns input and label: one example per row.";

/** What people need to know of a task type before they choose a file. A type that is not here is shown by its name. */
const HINTS: Readonly<Record<string, DataHint>> = {
  "text-classification": {
    what: "Sort texts into classes",
    data: TEXT_DATA,
    accept: ".csv,.tsv,.txt,.jsonl,.gz,.parquet",
  },
  "image-classification": {
    what: "Sort pictures into classes",
    data: "A ZIP of pictures, with one folder for each class.",
    accept: ".zip",
  },
  "tabular-classification": {
    what: "Foretell a class from a table",
    data: "A CSV file with a column target that holds the class.",
    accept: ".csv,.tsv,.txt",
  },
  "tabular-regression": {
    what: "Foretell a number from a table",
    data: "A CSV file with a column target that holds the number.",
    accept: ".csv,.tsv,.txt",
  },
};

export const dataHint = (taskType: TaskType): DataHint => HINTS[taskType] ?? { what: "", data: "A file.", accept: "" };

const ICONS: Readonly<Record<string, ReactNode>> = {
  "text-classification": <TextIcon size={20} />,
  "image-classification": <ImageIcon size={20} />,
  "tabular-classification": <TableIcon size={20} />,
};

export const taskIcon = (taskType: TaskType): ReactNode => ICONS[taskType] ?? <SparkIcon size={20} />;
