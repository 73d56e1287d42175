import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { onTestFinished } from "vitest";

const COLOURS = { red: { r: 200, g: 30, b: 10 }, blue: { r: 10, g: 30, b: 200 } } as const;

/** A PNG of nearly that colour. @param number - no two are alike. */
export const colouredPicture = (colour: keyof typeof COLOURS, number: number): Promise<Buffer> =>
  sharp({
    create: {
      width: 30 + number,
      height: 20,
      channels: 3,
      background: { ...COLOURS[colour], g: COLOURS[colour].g + number },
    },
  })
    .png()
    .toBuffer();

/** A folder with six pictures in each of two folders, and what file managers leave there; gone after the test. */
export async function pictureFolder(): Promise<string> {
  const above = await mkdtemp(join(tmpdir(), "flash-pictures-"));
  onTestFinished(() => rm(above, { recursive: true, force: true }));
  const folder = join(above, "colours");
  for (const colour of ["red", "blue"] as const) {
    await mkdir(join(folder, colour), { recursive: true });
    for (let number = 0; number < 6; number += 1) {
      await writeFile(join(folder, colour, `${number}.png`), await colouredPicture(colour, number));
    }
  }
  await writeFile(join(folder, ".DS_Store"), "left behind");
  return folder;
}
