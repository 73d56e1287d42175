import type { WireJob } from "@flash/sdk";
import { lazy, Suspense } from "react";
import { ErrorNotice } from "../states/error-notice.tsx";
import { LoadingLines } from "../states/loading-lines.tsx";
import { ClassScores } from "./class-scores.tsx";
import { ConfusionMatrix } from "./confusion-matrix.tsx";
import { ModelFiles } from "./model-files.tsx";
import { useModelMetrics } from "./use-model-metrics.ts";

const TryModel = lazy(async () => {
  try {
    return { default: (await import("../try/try-model.tsx")).TryModel };
  } catch (error) {
    // All else of the job is still to be seen.
    return { default: () => <ErrorNotice error={error} /> };
  }
});

/** What came of it: to try, to read, to take home. */
export function JobResult({ job }: { job: WireJob }) {
  const metrics = useModelMetrics(job.id);
  return (
    <>
      <Suspense fallback={<LoadingLines lines={4} />}>
        <TryModel job={job} />
      </Suspense>
      {metrics === null || metrics.classes.length === 0 ? null : (
        <div className="columns-2">
          <ConfusionMatrix metrics={metrics} />
          <ClassScores metrics={metrics} />
        </div>
      )}
      {metrics?.errors == null ? null : (
        <section className="card card-body">
          <h2 className="card-title">
            Errors <small>on held-out data, in the target’s unit</small>
          </h2>
          <dl className="facts">
            <div>
              <dt>Off by, on average</dt>
              <dd className="numeric">{metrics.errors.mae.toPrecision(3)}</dd>
            </div>
            <div>
              <dt>Root mean squared error</dt>
              <dd className="numeric">{metrics.errors.rmse.toPrecision(3)}</dd>
            </div>
          </dl>
        </section>
      )}
      <ModelFiles job={job} />
    </>
  );
}
