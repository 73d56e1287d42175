import type { Job } from "@flash/sdk";
import { InferenceSession, Tensor } from "onnxruntime-web";
import * as z from "zod";

/** What a client needs of preprocess.json; written from docs/training-server.md alone, as one in any language would be. */
const Preprocess = z.object({
  token_pattern: z.string(),
  max_tokens: z.int(),
  unknown_id: z.int(),
  first_id: z.int(),
  features: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("vocabulary"), tokens: z.array(z.string()) }),
    z.object({ kind: z.literal("hashed_ngrams"), buckets: z.int() }),
  ]),
});
type Preprocess = z.infer<typeof Preprocess>;

const fnv1a = (text: string): number => {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
};

function idsOf(text: string, { features, ...how }: Preprocess): bigint[] {
  const tokens = [...text.normalize("NFKC").toLowerCase().matchAll(new RegExp(how.token_pattern, "gu"))]
    .map(([token]) => token)
    .slice(0, how.max_tokens);
  if (features.kind === "vocabulary") {
    return tokens.map((token) => {
      const index = features.tokens.indexOf(token);
      return BigInt(index < 0 ? how.unknown_id : index + how.first_id);
    });
  }
  const pairs = tokens.slice(1).map((token, index) => `${tokens[index]} ${token}`);
  return [...tokens, ...pairs].map((feature) => BigInt(how.first_id + (fnv1a(feature) % features.buckets)));
}

/** Downloads a job's model and runs it in an ONNX runtime that Flash has nothing to do with. */
export async function classifier(job: Job): Promise<(text: string) => Promise<string>> {
  const json = async (path: string): Promise<unknown> =>
    JSON.parse(new TextDecoder().decode(await job.model.downloadArtifact(path)));
  const preprocess = Preprocess.parse(await json("preprocess.json"));
  const labels = z.array(z.string()).parse(await json("labels.json"));
  const session = await InferenceSession.create(await job.model.downloadArtifact("model.onnx"));
  return async (text) => {
    const ids = BigInt64Array.from(idsOf(text, preprocess));
    const feeds: Record<string, Tensor> = {};
    for (const name of session.inputNames) feeds[name] = new Tensor("int64", ids, [1, ids.length]);
    const outputs = await session.run(feeds);
    const scores = z
      .array(z.number())
      .parse([...((outputs[session.outputNames[0] ?? ""]?.data ?? []) as Float32Array)]);
    return labels[scores.indexOf(Math.max(...scores))] ?? "";
  };
}
