import type { TrainedModel } from "@flash/sdk";
import { imageTensor, ImagePreprocess } from "@flash/training-server/image-model";
import { rowEncoder, TablePreprocess } from "@flash/training-server/table-model";
import { InferenceSession, Tensor } from "onnxruntime-web";
import sharp from "sharp";
import * as z from "zod";

/** What a trained model says in Node, with the trainer's own code before it: what a page shows is held against this. */
export const modelInNode = (model: TrainedModel) => ({
  /** @returns how likely each class is. */
  async picture(file: Buffer): Promise<ReadonlyMap<string, number>> {
    const labels = z.array(z.string()).parse(await json(model, "labels.json"));
    const preprocess = ImagePreprocess.parse(await json(model, "preprocess.json"));
    const { data, info } = await sharp(file).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    const pixels = imageTensor({ data, width: info.width, height: info.height, channels: 4 }, preprocess);
    const shares = await answer(model, pixels, [1, 3, preprocess.size, preprocess.size]);
    return new Map(labels.map((label, index) => [label, shares[index] ?? Number.NaN]));
  },

  /** @returns the number that is foretold. */
  async row(cells: Readonly<Record<string, string>>): Promise<number> {
    const features = rowEncoder(TablePreprocess.parse(await json(model, "preprocess.json")))(cells);
    const [value = Number.NaN] = await answer(model, features, [1, features.length]);
    return value;
  },
});

const json = async (model: TrainedModel, path: string): Promise<unknown> =>
  JSON.parse(Buffer.from(await model.downloadArtifact(path)).toString());

async function answer(model: TrainedModel, data: Float32Array, dims: readonly number[]): Promise<number[]> {
  const session = await InferenceSession.create(await model.downloadArtifact("model.onnx"));
  const { [session.outputNames[0] ?? ""]: output } = await session.run({
    [session.inputNames[0] ?? ""]: new Tensor("float32", data, dims),
  });
  return output?.data instanceof Float32Array ? [...output.data] : [];
}
