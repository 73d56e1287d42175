import type { TaskType } from "@flash/sdk";
import type { Hyperparameters, Values } from "../settings/values.ts";
import type { CheckedFile } from "../train/mended-file.ts";

/** What the Train page has been given: enough to send it, and to show it again to somebody who comes back. */
export interface Outgoing {
  readonly taskType: TaskType;
  /** As it was chosen. */
  readonly original: CheckedFile;
  /** What was made of it, the newest last: that one is sent, or the original where there is none. */
  readonly versions: readonly CheckedFile[];
  readonly values: Values;
  readonly hyperparameters: Hyperparameters;
}

/** How far what was started on the Train page has come, wherever in the page somebody is meanwhile. */
export type Sending =
  | { readonly step: "none" }
  | { readonly step: "uploading"; readonly outgoing: Outgoing }
  /** @property error - null: somebody has stopped it. */
  | { readonly step: "not-uploaded"; readonly outgoing: Outgoing; readonly error: unknown }
  /** @property error - null: its training is being asked for. */
  | { readonly step: "uploaded"; readonly outgoing: Outgoing; readonly datasetId: string; readonly error: unknown }
  | { readonly step: "started"; readonly outgoing: Outgoing; readonly jobId: string };

export const sentFile = ({ original, versions }: Outgoing): File => (versions.at(-1) ?? original).file;

/** Nothing else can be sent until it is over. */
export const isUnderWay = (sending: Sending): boolean =>
  sending.step === "uploading" || (sending.step === "uploaded" && sending.error === null);

/** What the form shows again; null: it begins empty. */
export const heldBy = (sending: Sending): Outgoing | null =>
  sending.step === "none" || sending.step === "started" ? null : sending.outgoing;

/** Where somebody is: `dataset` stands in the Train page's address. */
export interface Place {
  readonly pathname: string;
  readonly dataset: string | null;
}

/** Whether the form that is there tells of it, so that nothing else has to. */
export function isShownAt({ pathname, dataset }: Place, sending: Sending): boolean {
  if (pathname !== "/") return false;
  const isOfNoOther = dataset === null || (sending.step === "uploaded" && sending.datasetId === dataset);
  return heldBy(sending) !== null && isOfNoOther;
}
