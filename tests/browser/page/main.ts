import { createFlash, type Flash, type FlashError, isFlashError, type UploadProgress, type WireJob } from "@flash/sdk";

/** What a call was refused with, as far as it can leave the page. */
export type Refusal = Pick<FlashError, "code" | "problem" | "message" | "requestId">;

const progress: UploadProgress[] = [];
const updates: WireJob[] = [];

const page = {
  createFlash,
  /** Of the last upload. */
  progress,
  /** Of the job that is followed. */
  updates,

  /** @param reloadAt - sent bytes at which the page loads itself anew, in the middle of everything; left out: never. */
  async uploadChosenFile(reloadAt = Number.POSITIVE_INFINITY) {
    const [file] = document.querySelector("input")?.files ?? [];
    if (file === undefined) throw new Error("no file has been chosen");
    progress.length = 0;
    return window.flash.uploadDataset(file, {
      taskType: "text-classification",
      onProgress: (step) => {
        progress.push(step);
        if (step.stage === "uploading" && step.bytes >= reloadAt) location.reload();
      },
    });
  },

  /** Settles when the job is over. */
  async follow(jobId: string): Promise<void> {
    updates.length = 0;
    for await (const job of window.flash.job(jobId).watch()) updates.push(job);
  },

  async refusalOf(call: Promise<unknown>): Promise<Refusal> {
    try {
      await call;
    } catch (error) {
      if (!isFlashError(error)) throw error;
      const { code, problem, message, requestId } = error;
      return { code, problem, message, requestId };
    }
    throw new Error("the call was not refused");
  },
};

declare global {
  interface Window {
    page: typeof page;
    /** Made by whoever drives the page, who has the key. */
    flash: Flash;
  }
}

window.page = page;
