import { appRouter } from "../src/router.ts";

/** All procedures, those of nouns that are loaded on demand too. */
async function allProcedures(): Promise<object> {
  const { lazy, procedures } = appRouter._def;
  for (const loader of Object.values(lazy)) await loader.load();
  return procedures;
}

/** The paths of all procedures. */
export const everyProcedure = async (): Promise<readonly string[]> => Object.keys(await allProcedures()).toSorted();

/** The paths of those that change something. */
export async function everyMutation(): Promise<readonly string[]> {
  const procedures: Readonly<Record<string, { readonly _def: { readonly type: string } }>> = {
    ...(await allProcedures()),
  };
  const paths = Object.keys(procedures).filter((path) => procedures[path]?._def.type === "mutation");
  return paths.toSorted();
}
