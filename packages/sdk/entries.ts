/** The modules that a program may import, by the names of their sources. */
export const ENTRIES = ["index", "fix", "parquet", "report", "react", "try", "zip"] as const;

/** What a program must have installed itself, for the entries that use it. */
export const isPeer = (id: string): boolean => /^(?:react|@tanstack\/react-query)(?:\/|$)/u.test(id);
