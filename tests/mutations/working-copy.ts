import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import * as z from "zod";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** Installed, built, or not of the sources. */
const LEFT_OUT = new Set(["node_modules", "dist", ".git", ".turbo", ".flash"]);

/** What vitest's reporter `json` writes. */
const Report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      message: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

export interface Outcome {
  readonly passed: readonly string[];
  readonly failed: readonly string[];
  /** Test files that could not be run at all, and why. */
  readonly broken: readonly string[];
}

/** A copy of the repository outside of it: what is changed there changes nothing here, however the run ends. */
export class WorkingCopy {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async make(): Promise<WorkingCopy> {
    const folder = await mkdtemp(join(tmpdir(), "flash-mutations-"));
    await cp(ROOT, folder, { recursive: true, filter: (path) => !LEFT_OUT.has(basename(path)) });
    await linkPackages(folder);
    return new WorkingCopy(folder);
  }

  /** @returns puts the file back as it was. @throws Error unless `from` stands exactly once in it. */
  async change(file: string, from: string, to: string): Promise<() => Promise<void>> {
    const path = join(this.#folder, file);
    const text = await readFile(path, "utf8");
    const times = text.split(from).length - 1;
    if (times !== 1) throw new Error(`${file} has ${times} times what is to be changed: ${from}`);
    await writeFile(
      path,
      text.replace(from, () => to),
    );
    return () => writeFile(path, text);
  }

  /** Runs whole test files. @throws AbortError with the signal. */
  async test(files: readonly string[], signal: AbortSignal): Promise<Outcome> {
    const report = join(this.#folder, "report.json");
    await rm(report, { force: true });
    const vitest = join(this.#folder, "node_modules/vitest/vitest.mjs");
    const args = [vitest, "run", ...files, "--maxWorkers=1", "--reporter=json", `--outputFile=${report}`];
    await ended(process.execPath, args, { cwd: this.#folder, signal });
    const { testResults } = Report.parse(JSON.parse(await readFile(report, "utf8")));
    const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
    const named = (status: string) => tests.filter((one) => one.status === status).map(({ fullName }) => fullName);
    // Without a test that ended either way the file, or what it prepares, has failed.
    const hasRun = ({ status }: { status: string }) => status === "passed" || status === "failed";
    const broken = testResults.filter(({ assertionResults }) => !assertionResults.some(hasRun));
    return {
      passed: named("passed"),
      failed: named("failed"),
      broken: broken.map(({ name, message }) => `${relative(this.#folder, name)}: ${message}`),
    };
  }

  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** Installed packages are shared with the original; the workspace's own are the copy's. */
async function linkPackages(folder: string): Promise<void> {
  const from = join(ROOT, "node_modules");
  const into = join(folder, "node_modules");
  await mkdir(join(into, "@flash"), { recursive: true });
  for (const name of await readdir(from)) if (name !== "@flash") await symlink(join(from, name), join(into, name));
  for (const room of ["apps", "packages"]) {
    for (const name of await readdir(join(folder, room))) {
      await symlink(join(folder, room, name), join(into, "@flash", name));
      // What npm put beside one package only.
      const own = join(room, name, "node_modules");
      if (existsSync(join(ROOT, own))) await symlink(join(ROOT, own), join(folder, own));
    }
  }
  for (const name of ["infra", "bench", "tests"]) await symlink(join(folder, name), join(into, "@flash", name));
}

/** Whether its tests pass or fail; what it says is in its report. */
const ended = (
  command: string,
  args: readonly string[],
  { cwd, signal }: { readonly cwd: string; readonly signal: AbortSignal },
): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, signal, stdio: "ignore" });
    child.once("error", reject);
    child.once("exit", () => resolve());
  });
