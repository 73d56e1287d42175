import type { DatasetFix, DatasetProblem } from "@flash/sdk";
import { useState } from "react";

/** Which of the fixes of a report are wanted. */
export interface FixChoice {
  readonly chosen: readonly DatasetFix[];
  readonly isChosen: (fix: DatasetFix) => boolean;
  /** It is being applied: nothing is chosen anew. */
  readonly isHeld: boolean;
  readonly toggle: (fix: DatasetFix) => void;
}

/** Fixes are data: two with the same text are one. */
const keyOf = (fix: DatasetFix): string => JSON.stringify(fix);

/** At first those of errors: a dataset can be trained on with its warnings. */
export function useFixChoice(problems: readonly DatasetProblem[], isHeld: boolean): FixChoice {
  const offered = new Map(problems.flatMap(({ fix }) => (fix === undefined ? [] : [[keyOf(fix), fix] as const])));
  const [wanted, setWanted] = useState<ReadonlySet<string>>(
    () =>
      new Set(problems.flatMap(({ fix, severity }) => (fix === undefined || severity !== "error" ? [] : [keyOf(fix)]))),
  );
  return {
    chosen: [...offered].flatMap(([key, fix]) => (wanted.has(key) ? [fix] : [])),
    isChosen: (fix) => wanted.has(keyOf(fix)),
    isHeld,
    toggle: (fix) => {
      const changed = new Set(wanted);
      if (!changed.delete(keyOf(fix))) changed.add(keyOf(fix));
      setWanted(changed);
    },
  };
}
