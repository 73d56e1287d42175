import * as z from "zod";
import type { Shipped } from "./shipped.ts";

/** CycloneDX as far as it is looked at; the rest is passed on. */
export const Sbom = z.looseObject({
  metadata: z.looseObject({ component: z.looseObject({ name: z.string() }) }),
  components: z.array(
    z.looseObject({
      "bom-ref": z.string(),
      name: z.string(),
      version: z.string(),
      properties: z.array(z.looseObject({ name: z.string() })).optional(),
    }),
  ),
  dependencies: z.array(z.looseObject({ ref: z.string(), dependsOn: z.array(z.string()).default([]) })),
});
export type Sbom = z.infer<typeof Sbom>;

/**
 * Of npm's list of everything that is installed, what is shipped. Without the time and the serial number, so that the same
 * lockfile always makes the same file.
 *
 * @throws Error for a shipped package that npm has not listed.
 */
export function sbomOf(all: Sbom, shipped: readonly Shipped[]): object {
  const wanted = new Set(shipped.map(({ name, version }) => `${name}@${version}`));
  // npm marks what some workspace needs for its tests alone; here everything is shipped.
  const components = all.components
    .filter(({ "bom-ref": ref }) => wanted.has(ref))
    .map(({ properties, ...one }) => ({
      ...one,
      ...("scope" in one ? { scope: "required" } : {}),
      properties: properties?.filter(({ name }) => name !== "cdx:npm:package:development"),
    }));
  const listed = new Set(components.map(({ "bom-ref": ref }) => ref));
  const missing = [...wanted].filter((ref) => !listed.has(ref));
  if (missing.length > 0) throw new Error(`npm sbom has not listed ${missing.join(", ")}`);
  const { serialNumber: _serial, metadata, ...rest } = all;
  const { timestamp: _time, component, ...about } = metadata;
  return {
    ...rest,
    metadata: { ...about, component: { ...component, name: "flash" } },
    components,
    dependencies: all.dependencies
      .filter(({ ref }) => listed.has(ref))
      .map((one) => ({ ...one, dependsOn: one.dependsOn.filter((ref) => listed.has(ref)) })),
  };
}
