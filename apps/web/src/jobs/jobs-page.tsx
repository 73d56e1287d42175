import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { JobsIcon } from "../icons/icons.tsx";
import { useJobs } from "../platform/queries.ts";
import { EmptyState } from "../states/empty-state.tsx";
import { ErrorNotice } from "../states/error-notice.tsx";
import { LinkButton } from "../states/link-button.tsx";
import { LoadingLines } from "../states/loading-lines.tsx";
import { useTitle } from "../states/use-title.ts";
import { useNow } from "../wording/use-now.ts";
import { JobRow } from "./job-row.tsx";
import "./jobs.css";

export function JobsPage() {
  useTitle("Jobs");
  const now = useNow(5_000);
  const { data: jobs, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useJobs();
  return (
    <div className="page">
      <div className="page-head">
        <div>
          <h1>Jobs</h1>
          <p>Every training, newest first.</p>
        </div>
        <LinkButton to="/">New training</LinkButton>
      </div>
      {error !== null && jobs === undefined ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {jobs === undefined && error === null ? <LoadingLines lines={6} height={28} /> : null}
      {jobs?.length === 0 ? (
        <EmptyState
          icon={<JobsIcon size={22} />}
          title="No trainings yet"
          action={<Link to="/">Train the first model</Link>}
        >
          When you train a model it appears here, with its progress, its result and what it cost.
        </EmptyState>
      ) : null}
      {jobs !== undefined && jobs.length > 0 ? (
        <ul className="card job-list">
          {jobs.map((job) => (
            <li key={job.id}>
              <JobRow job={job} now={now} />
            </li>
          ))}
        </ul>
      ) : null}
      {hasNextPage ? (
        <Button variant="default" onClick={() => void fetchNextPage()} loading={isFetchingNextPage}>
          Show older ones
        </Button>
      ) : null}
    </div>
  );
}
