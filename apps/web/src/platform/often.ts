/** For what changes by itself while somebody looks at it: it is read again every few seconds. */
export const OFTEN = { refetchInterval: 4_000 } as const;
