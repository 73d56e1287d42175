import type { WireDataset } from "@flash/sdk";
import type { StateLook } from "../list/state-badge.tsx";

export const DATASET_LOOK: Record<WireDataset["state"], StateLook> = {
  uploading: { name: "Unfinished", tone: "idle" },
  uploaded: { name: "Unchecked", tone: "idle" },
  valid: { name: "Valid", tone: "good" },
  invalid: { name: "Invalid", tone: "bad" },
};
