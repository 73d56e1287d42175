import type { WireJob } from "@flash/sdk";
import { Link } from "@tanstack/react-router";
import { ChevronIcon } from "../icons/icons.tsx";
import { ago, percent } from "../wording/quantities.ts";
import { shareDone } from "../wording/progress-words.ts";
import { useTaskTitle } from "../platform/queries.ts";
import { StateBadge } from "./state-badge.tsx";

/** One job in a list: what it is, where it stands, what came of it. */
export function JobRow({ job, now }: { job: WireJob; now: number }) {
  const taskTitle = useTaskTitle();
  return (
    <Link to="/jobs/$jobId" params={{ jobId: job.id }} className="job-row">
      <span className="job-row-name">
        <strong>{job.name}</strong>
        <span className="dim small">
          {taskTitle(job.taskType)} · {ago(job.createdAt, now)}
        </span>
      </span>
      <span className="job-row-fact numeric">{factOf(job)}</span>
      <StateBadge state={job.state} />
      <span className="dim job-row-more">
        <ChevronIcon size={16} />
      </span>
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
