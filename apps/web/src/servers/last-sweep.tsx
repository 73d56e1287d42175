import type { WireStatus } from "@flash/sdk";
import { CheckIcon, WarningIcon } from "../icons/icons.tsx";
import { ago, counted } from "../wording/quantities.ts";
import { useNow } from "../wording/use-now.ts";

/** It comes every minute; so late it stands still. */
const LATE_MS = 5 * 60_000;

/** That somebody looks after all servers, and what they last had to mend. */
export function LastSweep({ sweep }: { sweep: WireStatus["sweep"] }) {
  const now = useNow(5_000);
  const isWell = sweep !== null && sweep.failedServers === 0 && now - sweep.at < LATE_MS;
  return (
    <section className="card card-body sweep" aria-label="Last check">
      <span className="sweep-icon" data-well={isWell}>
        {isWell ? <CheckIcon size={16} /> : <WarningIcon />}
      </span>
      <div>
        <p className="sweep-title">{checkedWords(sweep, now)}</p>
        <p className="dim small">
          Every minute each server is checked, so that no machine is left on and no job is lost.{" "}
          {mendedWords(sweep, now)}
        </p>
      </div>
    </section>
  );
}

function checkedWords(sweep: WireStatus["sweep"], now: number): string {
  if (sweep === null) return "The first check is still to come";
  const when = `Last check ${ago(sweep.at, now)}`;
  if (sweep.failedServers > 0) return `${when}: ${counted(sweep.failedServers, "server")} could not be seen to`;
  return now - sweep.at < LATE_MS ? when : `${when}: the next one is overdue`;
}

function mendedWords(sweep: WireStatus["sweep"], now: number): string {
  if (sweep?.lastRepair == null) return "It has had nothing to mend yet.";
  const { at, jobs, machines } = sweep.lastRepair;
  const what = [
    jobs > 0 ? `put ${counted(jobs, "job")} right` : "",
    machines > 0 ? `switched ${counted(machines, "machine")} off that nobody needed` : "",
  ];
  return `It last ${what.filter((part) => part !== "").join(" and ")} ${ago(at, now)}.`;
}
