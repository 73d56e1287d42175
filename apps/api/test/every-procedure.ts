import { appRouter } from "../src/router.ts";

/** The paths of all procedures, those of nouns that are loaded on demand too. */
export async function everyProcedure(): Promise<readonly string[]> {
  const { lazy, procedures } = appRouter._def;
  for (const loader of Object.values(lazy)) await loader.load();
  return Object.keys(procedures).toSorted();
}
