import type { WireJob } from "@flash/sdk";
import { useWhy } from "@flash/sdk/react";
import { useState } from "react";
import { Notice } from "../states/notice.tsx";
import { ProgressLine } from "../states/progress-line.tsx";
import { jobHeadline } from "../wording/job-headline.ts";
import { isOver } from "../wording/job-state.ts";
import { shareDone } from "../wording/progress-words.ts";
import { count, duration, percent } from "../wording/quantities.ts";
import { useNow } from "../wording/use-now.ts";
import { whyWords } from "../wording/why-words.ts";
import { JobStages } from "./job-stages.tsx";

/** Where the job stands, and why. Its height is the same while it runs. */
export function JobNow({ job }: { job: WireJob }) {
  const { state, outcome, progress } = job;
  const isRunning = !isOver(state);
  if (!isRunning && state !== "succeeded") {
    return (
      <Notice tone={state === "failed" ? "bad" : "info"} title={jobHeadline(job)}>
        {outcome === null || outcome.detail === "" ? null : <p className="job-detail">{outcome.detail}</p>}
        <p>{outcome?.remedy}</p>
      </Notice>
    );
  }
  return (
    <section className="card card-body job-now" aria-label="Where it stands">
      <p className="job-headline" role="status">
        {jobHeadline(job)}
      </p>
      {isRunning ? (
        <>
          <JobProgress job={job} />
          <Why jobId={job.id} />
        </>
      ) : null}
      <JobStages job={job} />
      {progress?.substitution == null ? null : (
        <Notice tone="info" title={`Trained with ${progress.substitution.used}`}>
          {progress.substitution.asked} was asked for; this server has a stand-in for it.
        </Notice>
      )}
    </section>
  );
}

function JobProgress({ job: { progress, state, createdAt } }: { job: WireJob }) {
  const now = useNow();
  const share = state === "training" && progress !== null ? shareDone(progress) : 0;
  const facts = [
    progress !== null && progress.total > 0
      ? `${count(progress.step)} of ${count(progress.total)} steps`
      : "Not training yet",
    ...(share === null || progress === null ? [] : [percent(share, 0)]),
    ...(progress?.etaMs == null ? [] : [`about ${duration(progress.etaMs)} left`]),
    `${duration(now - createdAt)} since submitted`,
  ];
  return <ProgressLine label="Training progress" share={share ?? 0} facts={facts} />;
}

/** A server that is busy, a machine that is silent: there are seldom more than two reasons, and often one. */
const USUAL_REASONS = 2;

/** It keeps the room of the most reasons that there were, so that nothing below it moves. */
function Why({ jobId }: { jobId: string }) {
  const { data } = useWhy(jobId, { refetchInterval: 2_000 });
  const now = useNow();
  const reasons = data?.reasons ?? [];
  const [most, setMost] = useState(USUAL_REASONS);
  if (reasons.length > most) setMost(reasons.length);
  return (
    <ul className="job-why" aria-label="Why" style={{ minHeight: `calc(${most} * var(--reason-height))` }}>
      {reasons.map(({ reason }) => (
        <li key={reason.code}>{whyWords(reason, now)}</li>
      ))}
    </ul>
  );
}
