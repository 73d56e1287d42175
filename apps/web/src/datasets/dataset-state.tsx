import type { WireDataset } from "@flash/sdk";
import "../jobs/jobs.css";

const LOOK: Record<WireDataset["state"], { name: string; tone: string }> = {
  uploading: { name: "Unfinished", tone: "idle" },
  uploaded: { name: "Unchecked", tone: "idle" },
  valid: { name: "Valid", tone: "good" },
  invalid: { name: "Invalid", tone: "bad" },
};

export const DatasetState = ({ state }: { state: WireDataset["state"] }) => (
  <span className="state-badge" data-tone={LOOK[state].tone}>
    <span className="state-dot" />
    {LOOK[state].name}
  </span>
);
