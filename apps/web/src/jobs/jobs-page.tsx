import { useJobs } from "@flash/sdk/react";
import { Link } from "@tanstack/react-router";
import { JobsIcon } from "../icons/icons.tsx";
import { ListPage } from "../list/list-page.tsx";
import { OFTEN } from "../platform/often.ts";
import { LinkButton } from "../states/link-button.tsx";
import { useNow } from "../wording/use-now.ts";
import { JobRow } from "./job-row.tsx";

export function JobsPage() {
  const now = useNow(5_000);
  return (
    <ListPage
      title="Jobs"
      lead="Every training, newest first."
      action={<LinkButton to="/">New training</LinkButton>}
      list={useJobs(OFTEN)}
      row={(job) => <JobRow job={job} now={now} />}
      empty={{
        icon: <JobsIcon size={22} />,
        title: "No trainings yet",
        text: "When you train a model it appears here, with its progress, its result and what it cost.",
        action: <Link to="/">Train the first model</Link>,
      }}
    />
  );
}
