import { createFlash, isFlashError } from "@flash/sdk";

export async function trainFrom(file: File, url: string, apiKey: string): Promise<Uint8Array> {
  const flash = createFlash({ url, apiKey });
  try {
    const dataset = await flash.uploadDataset(file, { taskType: "text-classification" });
    const job = await flash.train({ dataset, taskType: "text-classification", hyperparameters: { epochs: 10 } });
    for await (const { state, progress } of job.watch()) console.log(state, progress?.epoch);
    return await job.model.downloadArtifact("model.onnx");
  } catch (error) {
    if (isFlashError(error) && error.code === "file_invalid") console.table(error.problem.report.problems);
    throw error;
  }
}
