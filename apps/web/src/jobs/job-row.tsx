import type { WireJob } from "@flash/sdk";
import { Link } from "@tanstack/react-router";
import { ItemRow } from "../list/item-row.tsx";
import { STATE_LOOK } from "../wording/job-state.ts";
import { shareDone } from "../wording/progress-words.ts";
import { ago, percent } from "../wording/quantities.ts";
import { useTaskTitle } from "../wording/use-task-title.ts";

/** One job in a list: what it is, where it stands, what came of it. */
export function JobRow({ job, now }: { job: WireJob; now: number }) {
  const taskTitle = useTaskTitle();
  return (
    <Link to="/jobs/$jobId" params={{ jobId: job.id }} className="item-row">
      <ItemRow
        name={job.name}
        about={`${taskTitle(job.taskType)} · ${ago(job.createdAt, now)}`}
        fact={factOf(job)}
        look={STATE_LOOK[job.state]}
      />
    </Link>
  );
}

/** The one figure that matters now. */
function factOf({ state, outcome, queuePosition, progress }: WireJob): string {
  if (outcome?.accuracy != null) return `${percent(outcome.accuracy)} accuracy`;
  if (outcome?.score != null) return `R² ${outcome.score.value.toFixed(3)}`;
  if (queuePosition !== null) return queuePosition === 1 ? "next in line" : `${queuePosition - 1} ahead`;
  if (state === "training" && progress !== null) {
    const share = shareDone(progress);
    return share === null ? "" : percent(share, 0);
  }
  return "";
}
