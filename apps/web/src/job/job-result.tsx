import type { WireJob } from "@flash/sdk";
import { ModelFiles } from "./model-files.tsx";

/** What came of it. */
export function JobResult({ job }: { job: WireJob }) {
  return <ModelFiles job={job} />;
}
