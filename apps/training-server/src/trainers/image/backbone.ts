import type { BackboneGraph } from "./backbone-graph.ts";
import { backboneGraph, LAST_LAYER } from "./backbone-graph.ts";
import { readKerasModel } from "./keras-model.ts";
import type { KerasModel } from "./keras-model.ts";

/**
 * MobileNetV2 1.0 with the weights that the package `nsfwjs` carries (MIT): ImageNet's, whose last blocks were trained on
 * with a tiny learning rate.
 */
export async function readMobileNet(): Promise<KerasModel> {
  const { MobileNetV2Model } = await import("nsfwjs/models/mobilenet_v2");
  const topology: { default: unknown } = await MobileNetV2Model.modelJson();
  const [bundle] = await Promise.all(MobileNetV2Model.weightBundles.map((load) => load()));
  if (bundle === undefined) throw new Error("nsfwjs has no weights for MobileNetV2");
  return readKerasModel(topology.default, Buffer.from(bundle.default, "base64"), LAST_LAYER);
}

/** Takes less than half a second, so nothing is cached. */
export const loadBackbone = async (): Promise<BackboneGraph> => backboneGraph(await readMobileNet());
