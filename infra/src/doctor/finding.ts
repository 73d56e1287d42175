/** What the doctor says about one thing. */
export type Finding =
  | { readonly level: "well"; readonly what: string }
  /** Works, with a limit that somebody may want to know of; or does not, until it is mended. */
  | { readonly level: "note" | "fault"; readonly what: string; readonly remedy: string };

export const well = (what: string): Finding => ({ level: "well", what });
export const note = (what: string, remedy: string): Finding => ({ level: "note", what, remedy });
export const fault = (what: string, remedy: string): Finding => ({ level: "fault", what, remedy });

const SIGN = { well: "ok    ", note: "note  ", fault: "FAULT " } as const;

export const findingText = (finding: Finding): string =>
  `${SIGN[finding.level]}${finding.what}${finding.level === "well" ? "" : `\n      → ${finding.remedy}`}`;
