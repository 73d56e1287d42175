import type { WireJob } from "@flash/sdk";

/** The last lines that the trainer has said. */
export function JobLog({ job: { progress } }: { job: WireJob }) {
  const lines = progress?.logTail ?? [];
  if (lines.length === 0) return null;
  return (
    <details className="card job-log">
      <summary>
        Trainer’s log <span className="dim small">last {lines.length} lines</span>
      </summary>
      <pre className="mono" tabIndex={0} aria-label="Trainer’s log">
        {lines.join("\n")}
      </pre>
    </details>
  );
}
