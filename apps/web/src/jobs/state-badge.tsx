import type { JobState } from "@flash/sdk";
import { STATE_NAME, STATE_TONE } from "../wording/job-state.ts";
import "./jobs.css";

export const StateBadge = ({ state }: { state: JobState }) => (
  <span className="state-badge" data-tone={STATE_TONE[state]}>
    <span className="state-dot" />
    {STATE_NAME[state]}
  </span>
);
