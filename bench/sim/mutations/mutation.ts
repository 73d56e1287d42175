/** One change of the source that makes the protocol wrong. `from` stands exactly once in the file. */
export interface Patch {
  /** Below `packages/control-plane/`. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

export interface Mutation {
  /** Its number in the protocol's list; `+` for ours. */
  readonly number: string;
  readonly name: string;
  readonly patches: readonly Patch[];
  /** Where to begin, when what it takes comes together in one schedule of a hundred thousand; 1 by default. */
  readonly firstSeed?: number;
}

export const patch = (file: string, from: string, to: string): Patch => ({ file, from, to });

/* Files that several change, below `packages/control-plane/`. */
export const ACT = "src/server/act.ts";
export const SWITCH = "src/server/switch-machines.ts";
export const DECIDE = "src/server/decide.ts";
export const OBSERVE = "src/server/observe.ts";
export const ATTEMPT = "src/job/decide-attempt.ts";
export const AGENT = "testing/sim/agent.ts";
export const MACHINES = "src/server/machines.ts";
export const OPEN = "src/fleet/open-jobs.ts";
