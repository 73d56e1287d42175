import type { JobState, WireJob } from "@flash/sdk";
import { CheckIcon } from "../icons/icons.tsx";

const STAGES = ["Waiting", "Starting", "Training", "Done"] as const;

/** Which stage the job is in, 0 to 3; 4: behind all of them. */
const STAGE_OF: Record<JobState, number> = {
  queued: 0,
  starting: 1,
  booting: 1,
  training: 2,
  cancelling: 2,
  succeeded: 4,
  failed: 4,
  cancelled: 4,
};

/** The way of every job, and how far this one is on it. */
export function JobStages({ job }: { job: WireJob }) {
  const current = STAGE_OF[job.state];
  return (
    <ol className="job-stages">
      {STAGES.map((name, stage) => (
        <li
          key={name}
          data-stage={stage < current ? "done" : stage === current ? "now" : "later"}
          {...(stage === current ? { "aria-current": "step" } : {})}
        >
          <span className="job-stage-mark">{stage < current ? <CheckIcon size={13} /> : null}</span>
          {name}
        </li>
      ))}
    </ol>
  );
}
