import { isFlashError } from "@flash/sdk";
import { useTrain, useUpload, type UseUploadResult } from "@flash/sdk/react";
import { useRouter } from "@tanstack/react-router";
import { createContext, type ReactNode, use, useEffect, useState } from "react";
import { forgetSettings } from "../settings/kept-settings.ts";
import { forgetUpload, noteUpload } from "../train/interrupted-upload.ts";
import { isOutage } from "../wording/error-words.ts";
import { isShownAt, isUnderWay, type Outgoing, type Sending, sentFile } from "./sending.ts";
import { usePlaceNow } from "./use-place.ts";

interface SendingActions {
  readonly sending: Sending;
  readonly transfer: Pick<UseUploadResult, "progress" | "pause" | "resume" | "abort">;
  readonly start: (outgoing: Outgoing) => Promise<void>;
  /** Whoever has seen how it ended goes on. */
  readonly forget: () => void;
}

const SendingContext = createContext<SendingActions | null>(null);

export function useSending(): SendingActions {
  const actions = use(SendingContext);
  if (actions === null) throw new Error("there is no SendingProvider above this component");
  return actions;
}

/**
 * Uploads and starts the training. It stands above the pages: an upload goes on while somebody looks at another one, and
 * nobody is taken away from there when it has ended.
 */
export function SendingProvider({ children }: { children: ReactNode }) {
  const [sending, setSending] = useState<Sending>({ step: "none" });
  const { mutateAsync: upload, ...transfer } = useUpload();
  const { mutateAsync: train } = useTrain();
  const { navigate } = useRouter();
  const placeNow = usePlaceNow();
  useQuestionBeforeUnload(isUnderWay(sending));

  /** @returns where it has come to; the training is still to be asked for then. */
  async function uploaded(outgoing: Outgoing): Promise<Sending> {
    const { taskType, original } = outgoing;
    const file = sentFile(outgoing);
    const madeOf = file === original.file ? null : original.file.name;
    noteUpload(taskType, { name: file.name, sizeBytes: file.size, madeOf });
    try {
      // It was checked a moment ago, and the platform checks what arrives in any case.
      const { id } = await upload({ file, taskType, validateLocally: false });
      forgetUpload(taskType);
      return { step: "uploaded", outgoing, datasetId: id, error: null };
    } catch (error) {
      // What was only broken off can go on.
      if (!isAborted(error) && !isOutage(error)) forgetUpload(taskType);
      return { step: "not-uploaded", outgoing, error: isAborted(error) ? null : error };
    }
  }

  async function started(outgoing: Outgoing, datasetId: string): Promise<Sending> {
    const { taskType, hyperparameters } = outgoing;
    try {
      const { id } = await train({ taskType, datasetId, hyperparameters });
      forgetSettings(taskType);
      return { step: "started", outgoing, jobId: id };
    } catch (error) {
      return { step: "uploaded", outgoing, datasetId, error };
    }
  }

  async function start(outgoing: Outgoing): Promise<void> {
    const { taskType: task } = outgoing;
    const underWay: Sending = { step: "uploading", outgoing };
    setSending(underWay);
    const arrival = await uploaded(outgoing);
    const wasShown = isShownAt(placeNow(), underWay);
    setSending(arrival);
    // From here on the dataset is in the address: a reload does not upload it again.
    const dataset = arrival.step === "uploaded" ? { dataset: arrival.datasetId } : {};
    if (wasShown) await navigate({ to: "/", search: { task, ...dataset }, replace: true });
    if (arrival.step !== "uploaded") return;
    const end = await started(outgoing, arrival.datasetId);
    if (end.step !== "started" || !isShownAt(placeNow(), arrival)) return setSending(end);
    await navigate({ to: "/jobs/$jobId", params: { jobId: end.jobId } });
    setSending({ step: "none" });
  }

  function stop(): void {
    if (sending.step === "uploading") forgetUpload(sending.outgoing.taskType);
    transfer.abort();
  }

  const actions: SendingActions = {
    sending,
    transfer: { ...transfer, abort: stop },
    start,
    forget: () => setSending({ step: "none" }),
  };
  return <SendingContext value={actions}>{children}</SendingContext>;
}

const isAborted = (error: unknown): boolean => isFlashError(error) && error.code === "aborted";

/** The browser asks, in its own words, before it throws away what is on its way. */
function useQuestionBeforeUnload(isNeeded: boolean): void {
  useEffect(() => {
    if (!isNeeded) return undefined;
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [isNeeded]);
}
