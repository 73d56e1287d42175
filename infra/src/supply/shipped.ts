import * as z from "zod";

const Entry = z.object({
  name: z.string().optional(),
  version: z.string().optional(),
  license: z.string().optional(),
  link: z.boolean().optional(),
  resolved: z.string().optional(),
  dependencies: z.record(z.string(), z.string()).default({}),
  optionalDependencies: z.record(z.string(), z.string()).default({}),
});

/** `package-lock.json` of npm 7 and later: every package by where it is installed. */
export const Lockfile = z.object({ packages: z.record(z.string(), Entry) });
export type Lockfile = z.infer<typeof Lockfile>;

/** What runs on AWS, on the machines and in the browser. Whatever none of them needs is a tool of whoever builds. */
export const SHIPPED_BY = ["apps/api", "apps/s3-triggers", "apps/training-server", "apps/web", "packages/sdk"];

/** Whose files are copied into what is shipped, although nothing imports them at run time. */
export const COPIED = ["apps/training-server/node_modules/nsfwjs"];

/** A package of somebody else's that is shipped. */
export interface Shipped {
  readonly name: string;
  readonly version: string;
  /** As an SPDX expression; null: its package.json names none. */
  readonly license: string | null;
  /** Who needs it, from one of ours on. */
  readonly neededBy: readonly string[];
}

/**
 * Follows dependencies from the shipped folders, ours included, as Node would find them.
 *
 * `npm sbom --omit dev` cannot say it: it drops whatever a workspace needs for work that another needs for its tests.
 *
 * @throws Error for a dependency that the lockfile does not have.
 */
export function shippedPackages({ packages }: Lockfile, roots = SHIPPED_BY, copied = COPIED): readonly Shipped[] {
  const found = new Map<string, Shipped | null>();
  const visit = (place: string, neededBy: readonly string[]): void => {
    const entry = packages[place];
    if (entry === undefined) throw new Error(`package-lock.json has no ${place}`);
    if (entry.link === true) return visit(entry.resolved ?? "", neededBy);
    if (found.has(place)) return;
    const isOurs = !place.includes("node_modules/");
    const name = isOurs ? place : nameOf(place);
    found.set(place, isOurs ? null : { name, version: entry.version ?? "", license: entry.license ?? null, neededBy });
    for (const needed of Object.keys(entry.dependencies)) visit(nearest(place, needed), [...neededBy, name]);
    for (const needed of Object.keys(entry.optionalDependencies)) {
      const at = lookUp(place, needed);
      if (at !== null) visit(at, [...neededBy, name]);
    }
  };
  /** As Node does: in the folder's own `node_modules`, then in that of each folder above. */
  const lookUp = (from: string, name: string): string | null => {
    const folders = from.split("/");
    for (let depth = folders.length; depth >= 0; depth--) {
      const at = [...folders.slice(0, depth), "node_modules", name].join("/");
      if (packages[at] !== undefined) return at;
    }
    return null;
  };
  const nearest = (from: string, name: string): string => {
    const at = lookUp(from, name);
    if (at === null) throw new Error(`package-lock.json has no ${name}, which ${from} needs`);
    return at;
  };
  for (const root of roots) visit(root, []);
  for (const place of copied) {
    const { version = "", license = null } = packages[place] ?? {};
    found.set(place, {
      name: nameOf(place),
      version,
      license,
      neededBy: [place.slice(0, place.indexOf("/node_modules/"))],
    });
  }
  return [...found.values()].filter((shipped) => shipped !== null);
}

const nameOf = (place: string): string => place.slice(place.lastIndexOf("node_modules/") + "node_modules/".length);
