import type { Shipped } from "./shipped.ts";

/** Licences that ask for no more than their text and the authors' names to go along. */
const ALLOWED: ReadonlySet<string> = new Set([
  "MIT",
  "MIT-0",
  "ISC",
  "0BSD",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "CC0-1.0",
  "Unlicense",
]);

/** Packages whose licence asks for more, and why we may ship them. */
const EXCEPTIONS: readonly { readonly name: RegExp; readonly licence: string; readonly why: string }[] = [
  {
    name: /^@img\/sharp-(?:libvips|win32|wasm32|webcontainers)/u,
    licence: "LGPL-3.0-or-later",
    why: "a shared library of its own, unchanged, that anybody may replace; it lies on the training machine only",
  },
];

/** @returns one sentence for each package that may not be shipped; none when all is well. */
export function licenceFaults(packages: readonly Shipped[]): readonly string[] {
  return packages.flatMap((shipped) => {
    const { name, version, license, neededBy } = shipped;
    if (license !== null && isAllowed(license, name)) return [];
    const said = license === null ? "names no licence" : `is licensed as ${license}, which is not allowed`;
    return [
      `${name}@${version} ${said}; needed by ${neededBy.join(" → ")}. Choose another package, or add the licence to infra/src/supply/licences.ts with its reason.`,
    ];
  });
}

/** SPDX as npm has it: AND binds before OR, both in parentheses or not. */
function isAllowed(expression: string, name: string): boolean {
  const inner = /^\((?<inner>[^()]*)\)$/u.exec(expression)?.groups?.["inner"] ?? expression;
  return inner.split(" OR ").some((choice) => choice.split(" AND ").every((licence) => isFine(licence.trim(), name)));
}

const isFine = (licence: string, name: string): boolean =>
  ALLOWED.has(licence) || EXCEPTIONS.some((one) => one.licence === licence && one.name.test(name));
