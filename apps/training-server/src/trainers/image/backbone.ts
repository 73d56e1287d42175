import type { BackboneGraph } from "./backbone-graph.ts";
import { backboneGraph, LAST_LAYER } from "./backbone-graph.ts";
import { readKerasModel } from "./keras-model.ts";

/**
 * MobileNetV2 1.0 with the weights that the package `nsfwjs` carries (MIT): ImageNet's, whose last blocks were trained on
 * with a tiny learning rate. Takes about 150 ms, so nothing is cached.
 */
export async function loadBackbone(): Promise<BackboneGraph> {
  const { MobileNetV2Model } = await import("nsfwjs/models/mobilenet_v2");
  const topology: { default: unknown } = await MobileNetV2Model.modelJson();
  const [bundle] = await Promise.all(MobileNetV2Model.weightBundles.map((load) => load()));
  if (bundle === undefined) throw new Error("nsfwjs has no weights for MobileNetV2");
  return backboneGraph(readKerasModel(topology.default, Buffer.from(bundle.default, "base64"), LAST_LAYER));
}
