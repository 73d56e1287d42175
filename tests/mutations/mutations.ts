import type { Guarded } from "./guarded.ts";
import { COINCIDENCES } from "./guarded/coincidences.ts";
import { LIMITS } from "./guarded/limits.ts";
import { LOGS } from "./guarded/logs.ts";
import { OWNERSHIP } from "./guarded/ownership.ts";
import { ROLES } from "./guarded/roles.ts";
import { SIGN_IN } from "./guarded/sign-in.ts";

/** In the order of the table. */
export const GUARDED: readonly Guarded[] = [OWNERSHIP, ROLES, LOGS, SIGN_IN, LIMITS, COINCIDENCES];
