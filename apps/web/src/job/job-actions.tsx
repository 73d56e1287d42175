import { Button } from "@mantine/core";
import type { WireJob } from "@flash/sdk";
import { useCancelJob, useTrainAgain } from "@flash/sdk/react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { RetryIcon } from "../icons/icons.tsx";
import { ErrorNotice } from "../states/error-notice.tsx";
import { Question } from "../states/question.tsx";
import { isOver } from "../wording/job-state.ts";

export const JobActions = ({ job }: { job: WireJob }) =>
  isOver(job.state) ? <TrainAgain job={job} /> : <CancelJob job={job} />;

function CancelJob({ job }: { job: WireJob }) {
  const [isAsking, setAsking] = useState(false);
  const cancel = useCancelJob({ onSuccess: () => setAsking(false) });
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)} disabled={job.state === "cancelling"}>
        Cancel training
      </Button>
      <Question
        isAsked={isAsking}
        title="Cancel this training?"
        error={cancel.error === null ? null : <ErrorNotice error={cancel.error} />}
        no="Keep training"
        yes="Cancel training"
        isPending={cancel.isPending}
        onNo={() => {
          setAsking(false);
          cancel.reset();
        }}
        onYes={() => cancel.mutate(job.id)}
      >
        {job.state === "queued"
          ? "It leaves the queue. Nothing has been trained yet."
          : "The machine stops and what it has learnt so far is lost. The dataset stays."}
      </Question>
    </>
  );
}

function TrainAgain({ job }: { job: WireJob }) {
  const navigate = useNavigate();
  const again = useTrainAgain({ onSuccess: ({ id }) => navigate({ to: "/jobs/$jobId", params: { jobId: id } }) });
  return (
    <div className="stack job-again">
      <Button
        variant="default"
        leftSection={<RetryIcon size={16} />}
        onClick={() => again.mutate(job.id)}
        loading={again.isPending}
      >
        Train again
      </Button>
      {again.error === null ? null : <ErrorNotice error={again.error} />}
    </div>
  );
}
