import type { Job } from "@flash/sdk";
import { ONNX_INPUT, ONNX_OUTPUT, Preprocess, textEncoder } from "@flash/training-server/text-model";
import { InferenceSession, Tensor } from "onnxruntime-web";

/** Downloads a job's model, in Node or in a browser. The classifier answers with the probability of each label. */
export async function classifierOf({ model }: Job): Promise<(text: string) => Promise<Map<string, number>>> {
  const json = async (path: string) => JSON.parse(new TextDecoder().decode(await model.downloadArtifact(path)));
  const encode = textEncoder(Preprocess.parse(await json("preprocess.json")));
  const labels: string[] = await json("labels.json");
  const session = await InferenceSession.create(await model.downloadArtifact("model.onnx"));
  return async (text) => {
    const ids = BigInt64Array.from(encode(text), BigInt);
    const answer = await session.run({ [ONNX_INPUT]: new Tensor("int64", ids, [1, ids.length]) });
    const probabilities = answer[ONNX_OUTPUT]?.data;
    return new Map(labels.map((label, index) => [label, Number(probabilities?.[index])]));
  };
}
