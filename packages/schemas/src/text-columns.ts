/** The two columns that a text dataset must have; every other column is ignored with a warning. */
export const TEXT_COLUMNS = ["input", "label"] as const;
