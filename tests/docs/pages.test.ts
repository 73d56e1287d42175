import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import * as z from "zod";
import { anchorsOf, fileOf } from "./document.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PAGES = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "*.md"], {
  cwd: ROOT,
  encoding: "utf8",
})
  .split("\0")
  .filter((page) => page !== "" && existsSync(join(ROOT, page)));

/** By the folder of a workspace, the root being `.`: what `npm run` can run there. */
const scriptsOf = async (folder: string): Promise<readonly string[]> =>
  Object.keys(
    z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(await fileOf(`${folder}/package.json`)))
      .scripts,
  );

test("there are pages to look at", () => {
  expect(PAGES).toEqual(expect.arrayContaining(["README.md", "CONTRIBUTING.md", "docs/operations.md"]));
});

test.each(PAGES)("every file and heading that %s links to is there", async (page) => {
  const text = await fileOf(page);
  for (const [, path = "", anchor] of text.matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/gu)) {
    const linked = path === "" ? page : join(dirname(page), path);
    expect(existsSync(join(ROOT, linked)), linked).toBe(true);
    if (anchor !== undefined) expect(anchorsOf(await fileOf(linked)), linked).toContain(anchor);
  }
});

test.each(PAGES)("every npm script that %s names is there", async (page) => {
  const text = await fileOf(page);
  for (const [, script, folder = "."] of text.matchAll(/npm run (?:-s )?([a-z][\w:-]*)(?: -w ([\w/]+))?/gu))
    expect(await scriptsOf(folder), `${script} of ${folder}`).toContain(script);
});
