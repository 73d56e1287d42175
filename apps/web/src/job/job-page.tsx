import type { WireJob } from "@flash/sdk";
import { useJob } from "@flash/sdk/react";
import { getRouteApi } from "@tanstack/react-router";
import { ItemHead } from "../list/item-head.tsx";
import { ErrorNotice } from "../states/error-notice.tsx";
import { LoadingLines } from "../states/loading-lines.tsx";
import { useTitle } from "../states/use-title.ts";
import { isOver, STATE_LOOK } from "../wording/job-state.ts";
import { dateTime } from "../wording/quantities.ts";
import { useTaskTitle } from "../wording/use-task-title.ts";
import { JobActions } from "./job-actions.tsx";
import { JobCharts } from "./job-charts.tsx";
import { JobLog } from "./job-log.tsx";
import { JobNow } from "./job-now.tsx";
import { JobReceipt } from "./job-receipt.tsx";
import { JobResult } from "./job-result.tsx";
import { JobSettings } from "./job-settings.tsx";
import { JobTimeline } from "./job-timeline.tsx";
import "./job.css";
import "./result.css";

const route = getRouteApi("/jobs/$jobId");

export function JobPage() {
  const { jobId } = route.useParams();
  const { data: job, error, refetch } = useJob(jobId);
  const tryAgain = (): void => void refetch();
  useTitle(job?.name ?? "Job");
  if (job === undefined)
    return error === null ? <LoadingLines lines={7} /> : <ErrorNotice isPage error={error} onRetry={tryAgain} />;
  return (
    <div className="page" key={jobId}>
      <JobHead job={job} />
      {error === null ? null : <ErrorNotice error={error} onRetry={tryAgain} />}
      <JobNow job={job} />
      {job.state === "succeeded" ? <JobResult job={job} /> : null}
      <JobCharts job={job} />
      <div className="columns-2">
        <JobSettings job={job} />
        {isOver(job.state) ? <JobReceipt job={job} /> : <JobTimeline job={job} />}
      </div>
      {isOver(job.state) ? <JobTimeline job={job} /> : null}
      <JobLog job={job} />
    </div>
  );
}

function JobHead({ job }: { job: WireJob }) {
  const taskTitle = useTaskTitle();
  return (
    <ItemHead
      list={{ to: "/jobs", title: "Jobs" }}
      name={job.name}
      look={STATE_LOOK[job.state]}
      facts={`${taskTitle(job.taskType)} · ${dateTime(job.createdAt)}`}
    >
      <JobActions job={job} />
    </ItemHead>
  );
}
