import * as z from "zod";

export { imageTensor } from "@flash/schemas";
export type { Pixels } from "@flash/schemas";

/** preprocess.json: how a picture becomes the model's input, float32 in the order [image, channel, row, column]. */
export const ImagePreprocess = z.object({
  version: z.literal(1),
  /** Height and width in pixels; the picture is stretched to it. */
  size: z.int().positive(),
  /** `triangle`: each pixel is a mean weighted by distance, over an area that grows with the reduction. */
  resize: z.literal("triangle"),
  channels: z.literal("RGB"),
  /** What shows through transparent pixels, 0 to 255. */
  background: z.int().min(0).max(255),
  /** (channel value, 0 to 255, · `scale` - `mean`) ÷ `deviation`, per channel. */
  scale: z.number(),
  mean: z.tuple([z.number(), z.number(), z.number()]),
  deviation: z.tuple([z.number(), z.number(), z.number()]),
});
export type ImagePreprocess = z.infer<typeof ImagePreprocess>;
