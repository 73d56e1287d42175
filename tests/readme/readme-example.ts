import { createFlash } from "@flash/sdk";

export async function trainOn(file: File, connection: { url: string; streamUrl: string; apiKey: string }) {
  const flash = createFlash(connection);
  const dataset = await flash.uploadDataset(file, { taskType: "text-classification" });
  const job = await flash.train({ dataset, taskType: "text-classification", hyperparameters: { model: "fasttext" } });
  for await (const { state, progress } of job.watch()) console.log(state, progress?.epoch);
  const { outcome } = await job.wait();
  return { accuracy: outcome.accuracy, model: await job.model.downloadArtifact("model.onnx") };
}
