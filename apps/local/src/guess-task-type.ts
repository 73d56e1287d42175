import type { TaskType } from "@flash/schemas";

/** More different numbers than this are a quantity, fewer may be the names of classes. */
const MOST_CLASSES = 20;

/**
 * What a file is most likely meant for; somebody who means something else says so.
 *
 * @param head - the file's beginning, as text; of a ZIP it does not matter.
 * @returns undefined when nothing fits: neither a ZIP nor a table with the columns `input` and `label`, or `target`.
 */
export function guessTaskType(fileName: string, head: string): TaskType | undefined {
  if (fileName.toLowerCase().endsWith(".zip")) return "image-classification";
  const [header = "", ...lines] = head.replace("\ufeff", "").split(/\r\n|\n|\r/u);
  const delimiter = [",", ";", "\t", "|"].find((one) => header.includes(one)) ?? ",";
  const cells = (line: string): string[] => line.split(delimiter).map((cell) => cell.trim().replaceAll('"', ""));
  const names = cells(header).map((name) => name.toLowerCase());
  if (names.includes("input") && names.includes("label")) return "text-classification";
  const target = names.indexOf("target");
  if (target < 0) return undefined;
  // The last line may have been cut off.
  const values = new Set(lines.slice(0, -1).map((line) => cells(line)[target] ?? ""));
  values.delete("");
  const isQuantity = values.size > MOST_CLASSES && [...values].every((value) => Number.isFinite(Number(value)));
  return isQuantity ? "tabular-regression" : "tabular-classification";
}
