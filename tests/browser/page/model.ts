import { ImagePreprocess, imageTensor } from "@flash/training-server/image-model";
import { rowEncoder, TablePreprocess } from "@flash/training-server/table-model";
import { env, InferenceSession, Tensor } from "onnxruntime-web/wasm";

env.wasm.wasmPaths = "/";
env.wasm.numThreads = 1;

async function fetched(path: string): Promise<Response> {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response;
}

async function answer(folder: string, input: string, tensor: Tensor): Promise<number[]> {
  const model = new Uint8Array(await (await fetched(`${folder}/model.onnx`)).arrayBuffer());
  const session = await InferenceSession.create(model);
  const { [session.outputNames[0] ?? ""]: output } = await session.run({ [input]: tensor });
  return Array.from((output?.data ?? []) as Float32Array);
}

const model = {
  /** What the model in that folder says of a row of a table. */
  async row(folder: string, cells: Readonly<Record<string, string>>): Promise<number[]> {
    const preprocess = TablePreprocess.parse(await (await fetched(`${folder}/preprocess.json`)).json());
    const features = rowEncoder(preprocess)(cells);
    return answer(folder, "features", new Tensor("float32", features, [1, features.length]));
  },

  /** What it says of a picture, decoded as any page would. */
  async picture(folder: string, path: string): Promise<number[]> {
    const preprocess = ImagePreprocess.parse(await (await fetched(`${folder}/preprocess.json`)).json());
    const bitmap = await createImageBitmap(await (await fetched(path)).blob());
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext("2d");
    if (context === null) throw new Error("the browser draws nothing");
    context.drawImage(bitmap, 0, 0);
    const { data, width, height } = context.getImageData(0, 0, bitmap.width, bitmap.height);
    const pixels = imageTensor({ data, width, height, channels: 4 }, preprocess);
    return answer(folder, "pixels", new Tensor("float32", pixels, [1, 3, preprocess.size, preprocess.size]));
  },
};

declare global {
  interface Window {
    model: typeof model;
  }
}

window.model = model;
