import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type * as Simulator from "@flash/control-plane/sim";
import type { Mutation } from "./mutations/mutation.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** The control plane as it is now, so that it may be worked on while the mutations run. */
export async function snapshot(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "flash-original-"));
  for (const part of ["src", "testing", "package.json"]) {
    await cp(join(ROOT, "packages/control-plane", part), join(folder, part), { recursive: true });
  }
  return folder;
}

/** A copy of the control plane outside of the repository, with one change; the working tree is not touched. */
export class Mutant {
  readonly simulator: typeof Simulator;
  readonly #folder: string;

  private constructor(simulator: typeof Simulator, folder: string) {
    this.simulator = simulator;
    this.#folder = folder;
  }

  /**
   * @param original - a folder with the control plane as it was when the run began.
   * @throws Error when the source is not as the mutation expects it: then the mutation must be rewritten.
   */
  static async make(mutation: Mutation, original: string): Promise<Mutant> {
    const folder = await mkdtemp(join(tmpdir(), "flash-mutant-"));
    const copy = join(folder, "control-plane");
    await cp(original, copy, { recursive: true });
    await symlink(join(ROOT, "node_modules"), join(folder, "node_modules"));
    for (const { file, from, to } of mutation.patches) {
      const text = await readFile(join(copy, file), "utf8");
      const times = text.split(from).length - 1;
      if (times !== 1) throw new Error(`${mutation.name}: ${file} has ${times} times what is to be changed: ${from}`);
      await writeFile(
        join(copy, file),
        text.replace(from, () => to),
      );
    }
    // The copy of the very module whose type this is.
    const simulator = (await import(pathToFileURL(join(copy, "testing/sim/index.ts")).href)) as typeof Simulator;
    return new Mutant(simulator, folder);
  }

  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true });
  }
}
