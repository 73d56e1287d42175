import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { licenceFaults } from "./licences.ts";
import { Sbom, sbomOf } from "./sbom.ts";
import { Lockfile, shippedPackages } from "./shipped.ts";

const lock = Lockfile.parse(JSON.parse(await readFile(new URL("../../../package-lock.json", import.meta.url), "utf8")));
const shipped = shippedPackages(lock);

test("what is shipped is licensed so that it may be", () => {
  expect(licenceFaults(shipped)).toEqual([]);
});

test("what is shipped is found through our own packages, and no tool of ours is in it", () => {
  const names = shipped.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(["zod", "@trpc/server", "react", "sharp", "jose", "nsfwjs"]));
  expect(names).toEqual(expect.not.arrayContaining(["vitest"]));
  expect(names.filter((name) => name.startsWith("@flash/") || name === "aws-cdk-lib")).toEqual([]);
});

const SMALL = Lockfile.parse({
  packages: {
    "apps/api": { dependencies: { ours: "1", choosy: "1" } },
    "node_modules/ours": { link: true, resolved: "packages/ours" },
    "packages/ours": { dependencies: { evil: "1" }, optionalDependencies: { "not-for-this-system": "1" } },
    "packages/ours/node_modules/evil": { version: "2.0.0", license: "AGPL-3.0-only" },
    "node_modules/evil": { version: "1.0.0", license: "MIT" },
    "node_modules/choosy": {
      version: "1.0.0",
      license: "(MIT OR GPL-3.0-or-later)",
      dependencies: { both: "1", none: "1" },
    },
    "node_modules/both": { version: "1.0.0", license: "MIT AND GPL-3.0-only" },
    "node_modules/none": { version: "1.0.0" },
  },
});

test("a forbidden licence is told with the package and who needs it, nearest copy first; one choice of several is enough", () => {
  const faults = licenceFaults(shippedPackages(SMALL, ["apps/api"], []));
  expect(faults).toEqual([
    expect.stringMatching(
      /^evil@2\.0\.0 is licensed as AGPL-3\.0-only, which is not allowed; needed by apps\/api → packages\/ours\./u,
    ),
    expect.stringMatching(/^both@1\.0\.0 is licensed as MIT AND GPL-3\.0-only.*needed by apps\/api → choosy\./u),
    expect.stringMatching(/^none@1\.0\.0 names no licence/u),
  ]);
});

test("an exception is for its package alone", () => {
  const lgpl = { version: "1", license: "LGPL-3.0-or-later", neededBy: ["apps/api"] };
  expect(licenceFaults([{ ...lgpl, name: "@img/sharp-libvips-linux-x64" }])).toEqual([]);
  expect(licenceFaults([{ ...lgpl, name: "another" }])).toHaveLength(1);
});

test("the bill of materials has what is shipped and nothing else, is the same every time, and leaves nothing out in silence", () => {
  const component = (ref: string) => ({ "bom-ref": ref, name: ref.split("@")[0] ?? "", version: "1" });
  const all = Sbom.parse({
    serialNumber: "urn:uuid:1",
    metadata: { timestamp: "now", component: { name: "some-folder" } },
    components: ["a@1", "b@1"].map(component),
    dependencies: [{ ref: "a@1", dependsOn: ["b@1"] }, { ref: "b@1" }],
  });
  const a = { name: "a", version: "1", license: "MIT", neededBy: [] };
  expect(sbomOf(all, [a])).toEqual({
    metadata: { component: { name: "flash" } },
    components: [component("a@1")],
    dependencies: [{ ref: "a@1", dependsOn: [] }],
  });
  expect(() => sbomOf(all, [{ ...a, name: "c" }])).toThrow("npm sbom has not listed c@1");
});
