import type { ErrorOf, Flash } from "@flash/sdk";

declare const flash: Flash;
void flash.train({ dataset_id: "ds_1", taskType: "text-classification" });
void flash.train({ datasetId: "ds_1", taskType: "text-generation" });
void flash.train({ datasetId: "ds_1", taskType: "text-classification", hyperparameters: { epochs: "3" } });
void flash.trpc.jobs.pause;
const text: string = (await flash.status()).servers;

export function unhandled(error: ErrorOf<"jobs.get">): string {
  switch (error.code) {
    case "job_not_found":
      return text;
  }
}
