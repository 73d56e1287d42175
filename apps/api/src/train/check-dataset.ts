import {
  type ConfigDataset,
  type DatasetDigest,
  type DatasetReport,
  datasetSourceKey,
  FlashRefusal,
  type StoredDataset,
  type TaskType,
} from "@flash/schemas";
import type * as z from "zod";

/** The report of a dataset that may be trained on, for this task type. */
function usableReport(dataset: StoredDataset, taskType: TaskType): DatasetReport & { digest: DatasetDigest } {
  const { id, task_type, report, state } = dataset;
  if (task_type !== taskType) {
    throw new FlashRefusal({ code: "dataset_of_other_task", datasetId: id, taskType, datasetTaskType: task_type });
  }
  if (state === "uploading") throw new FlashRefusal({ code: "dataset_not_uploaded", datasetId: id });
  if (report === null) throw new FlashRefusal({ code: "dataset_not_validated", datasetId: id });
  const { valid, digest } = report;
  // What is valid was read to its end and has a digest.
  if (!valid || digest === null) throw new FlashRefusal({ code: "dataset_invalid", datasetId: id, report });
  return { ...report, digest };
}

/**
 * What the training server is told of a dataset: the facts that validation saw, not those that were declared.
 *
 * @throws FlashRefusal `dataset_of_other_task`, `dataset_not_uploaded`, `dataset_not_validated`, `dataset_invalid`
 */
export function trainableDataset(dataset: StoredDataset, taskType: TaskType): z.infer<typeof ConfigDataset> {
  const report = usableReport(dataset, taskType);
  const { badRowShare } = report.tolerance;
  return {
    id: dataset.id,
    key: datasetSourceKey(dataset.id),
    size_bytes: report.sizeBytes,
    sha256: report.digest.hex,
    classes: report.classes.list.map(({ label }) => label),
    num_classes: report.classes.count,
    rows: report.rows.kept,
    ...(dataset.limits !== undefined && { limits: dataset.limits }),
    ...(badRowShare > 0 && { bad_row_share: badRowShare }),
  };
}
