/** One check, or one line of policy, taken away; and the test that has to notice. */
export interface Mutation {
  readonly what: string;
  readonly file: string;
  /** Stands exactly once in `file`. */
  readonly from: string;
  readonly to: string;
  readonly noticedBy: { readonly file: string; readonly test: string };
}

/** What a check is there for, and the checks. */
export interface Guarded {
  readonly promise: string;
  readonly mutations: readonly Mutation[];
}
