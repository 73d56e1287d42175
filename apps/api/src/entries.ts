/** Where the handler modules lie, for whoever deploys or runs them. */
export const API_ENTRIES = {
  /** Queries and mutations. */
  buffered: new URL("lambda.ts", import.meta.url),
  /** Subscriptions, over response streaming: a function of its own, so that watchers never starve `train`. */
  streaming: new URL("lambda-stream.ts", import.meta.url),
} as const;
