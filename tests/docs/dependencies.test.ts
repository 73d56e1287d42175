import { readdir } from "node:fs/promises";
import { expect, test } from "vitest";
import * as z from "zod";
import { fileOf } from "./document.ts";

const Names = z.record(z.string(), z.string()).default({});
const Package = z.object({
  workspaces: z.array(z.string()).default([]),
  dependencies: Names,
  devDependencies: Names,
  peerDependencies: Names,
});

const packageAt = async (folder: string): Promise<z.infer<typeof Package>> =>
  Package.parse(JSON.parse(await fileOf(`${folder}package.json`)));

/** The folder of each workspace, from the root. */
async function foldersOf(pattern: string): Promise<readonly string[]> {
  if (!pattern.endsWith("/*")) return [`${pattern}/`];
  const room = pattern.slice(0, -1);
  return (await readdir(new URL(`../../${room}`, import.meta.url))).map((name) => `${room}${name}/`);
}

test("docs/dependencies.md has every package of somebody else's that some package.json names, and no other", async () => {
  const root = await packageAt("");
  const folders = (await Promise.all(root.workspaces.map(foldersOf))).flat();
  const all = [root, ...(await Promise.all(folders.map(packageAt)))];
  const named = all.flatMap((one) =>
    [one.dependencies, one.devDependencies, one.peerDependencies].flatMap((names) => Object.keys(names)),
  );
  const page = await fileOf("docs/dependencies.md");
  const listed = [...page.matchAll(/^\| (`[^|]*`) +\|/gmu)].flatMap(([, cell = ""]) => cell.match(/[^`, ]+/gu) ?? []);
  const others = named.filter((name) => !name.startsWith("@flash/"));
  expect(new Set(listed)).toEqual(new Set(others));
});
