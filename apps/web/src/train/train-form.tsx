import type { WireTaskType } from "@flash/sdk";
import { useState } from "react";
import { DatasetReportView } from "../report/dataset-report-view.tsx";
import { fieldsOf } from "../settings/fields.ts";
import { heldBy } from "../sending/sending.ts";
import { useSending } from "../sending/sending-provider.tsx";
import { keepSettings, keptSettings } from "../settings/kept-settings.ts";
import { SettingsForm } from "../settings/settings-form.tsx";
import { faultsIn, hyperparametersOf, type Values } from "../settings/values.ts";
import { ErrorNotice } from "../states/error-notice.tsx";
import { LoadingLines } from "../states/loading-lines.tsx";
import { DataChoice } from "./data-choice.tsx";
import { FileBar } from "./file-bar.tsx";
import { StartBar } from "./start-bar.tsx";
import { UploadBar } from "./upload-bar.tsx";
import { useTrainingDraft } from "./use-training-draft.ts";

interface TrainFormProps {
  readonly task: WireTaskType;
  /** Already on the platform; null: a file is to be chosen. */
  readonly datasetId: string | null;
  readonly isBusy: boolean;
}

/** Data, settings, start. */
export function TrainForm({ task, datasetId, isBusy }: TrainFormProps) {
  const training = useTrainingDraft(task, datasetId);
  const { draft, kept, keptFixing, keptError, start, isStarting, startError, check, another, retryKept } = training;
  const { sending, transfer } = useSending();
  const [fields] = useState(() => fieldsOf(task.hyperparameters));
  const [values, setValues] = useState(() => {
    const held = heldBy(sending);
    return held?.taskType === task.name ? held.values : keptSettings(task.name, fields);
  });
  const faults = faultsIn(fields, values);
  const fillIn = (filledIn: Values): void => {
    setValues(filledIn);
    keepSettings(task.name, filledIn);
  };
  const choose = (file: File, settings: Readonly<Record<string, string>>): void => {
    setValues({ ...keptSettings(task.name, fields), ...settings });
    check(file);
  };

  if (datasetId !== null && kept === undefined) {
    return keptError === null ? <LoadingLines lines={5} /> : <ErrorNotice error={keptError} onRetry={retryKept} />;
  }
  const report = kept?.report ?? (draft.step === "checked" || draft.step === "uploading" ? draft.report : null);
  const isUploading = kept === undefined && draft.step === "uploading";
  const fixing = kept === undefined ? (draft.step === "checked" ? draft.fixing : null) : keptFixing;
  const isFixing = fixing?.busy != null;
  const isReady = kept === undefined ? draft.step === "checked" && draft.report.valid : kept.state === "valid";
  return (
    <>
      {kept === undefined && draft.step === "none" ? (
        <DataChoice taskType={task.name} error={draft.error} onFile={choose} />
      ) : (
        <FileBar draft={kept ?? draft} onAnother={another} />
      )}
      {report === null ? null : <DatasetReportView report={report} fixing={isStarting ? null : fixing} />}
      {isReady || isUploading ? (
        <SettingsForm
          fields={fields}
          values={values}
          faults={faults}
          isFixed={isUploading || isStarting}
          onChange={fillIn}
        />
      ) : null}
      {draft.step === "checked" && draft.error !== null ? <ErrorNotice error={draft.error} /> : null}
      {startError === null ? null : <ErrorNotice error={startError} />}
      {isUploading ? <UploadBar draft={draft} transfer={transfer} /> : null}
      {isReady && !isFixing ? (
        <StartBar
          isBusy={isBusy}
          isFaulty={faults.size > 0}
          isStarting={isStarting}
          onStart={() => start(values, hyperparametersOf(fields, values))}
        />
      ) : null}
    </>
  );
}
