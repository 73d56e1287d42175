import { seededRandom } from "../../trainers/learning/random.ts";
import { png } from "./png.ts";
import type { Sample } from "./sample.ts";

const IMAGES = 16;
const SIDE_PX = 48;

/** Two classes: warm and cold colours, with noise. */
export function imageSample(): Sample {
  const random = seededRandom(13);
  const classes = ["cold", "warm"];
  const numbers = Array.from({ length: IMAGES }, (_, record) => record % 2);
  const pictureOf = (classIndex: number): Uint8Array => {
    const pixels = Uint8Array.from({ length: SIDE_PX * SIDE_PX * 3 }, (_, at) => {
      const isOwn = at % 3 === (classIndex === 1 ? 0 : 2);
      return random.below(90) + (isOwn ? 150 : 20);
    });
    return png(SIDE_PX, SIDE_PX, pixels);
  };
  const files = numbers.map((classIndex, record) => [`${classIndex}/${record}.png`, pictureOf(classIndex)] as const);
  return { classes, labels: numbers.map((classIndex) => classes[classIndex] ?? ""), files: new Map(files) };
}
