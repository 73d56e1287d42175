import { type DatasetFix, type DatasetReport, FlashRefusal } from "@flash/schemas";

/**
 * The fixes that are applied: those of the report that are asked for, each once and in its order.
 *
 * @param asked - undefined: all.
 * @throws FlashRefusal `bad_request` for one that the report does not offer, and when it offers none.
 */
export function fixesOfReport(
  { problems }: DatasetReport,
  asked: readonly DatasetFix[] | undefined,
): readonly DatasetFix[] {
  const offered = new Map(
    problems.flatMap(({ fix }) => (fix === undefined ? [] : [[JSON.stringify(fix), fix] as const])),
  );
  if (offered.size === 0) throw refused("no problem of the dataset has a fix");
  if (asked === undefined) return [...offered.values()];
  const wanted = new Set(asked.map((fix) => JSON.stringify(fix)));
  for (const fix of wanted) if (!offered.has(fix)) throw refused(`the report does not offer ${fix}`);
  return [...offered].flatMap(([text, fix]) => (wanted.has(text) ? [fix] : []));
}

const refused = (message: string): FlashRefusal =>
  new FlashRefusal({ code: "bad_request", faults: [{ path: "fixes", message }] });
