import type { ProblemCode } from "@flash/schemas";
import type { REFUSALS_OF } from "./errors/refusals.ts";
import type { AppRouter } from "./router.ts";

type PathsOf<Routes> = {
  [Name in keyof Routes & string]: Routes[Name] extends { _def: { procedure: true } }
    ? Name
    : `${Name}.${PathsOf<Routes[Name]>}`;
}[keyof Routes & string];

/** The names by which clients call procedures: `jobs.get`. */
export type ProcedurePath = PathsOf<AppRouter["_def"]["record"]>;

type CodesOf<Table extends Record<ProcedurePath, readonly ProblemCode[]>> = {
  [Path in ProcedurePath]: Table[Path][number];
};

/** The codes with which each procedure may refuse. Does not compile while a procedure is missing from the table. */
export type Refusals = CodesOf<typeof REFUSALS_OF>;
