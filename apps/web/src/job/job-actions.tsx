import { Button, Modal } from "@mantine/core";
import type { WireJob } from "@flash/sdk";
import { useCancelJob, useTrain } from "@flash/sdk/react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { RetryIcon } from "../icons/icons.tsx";
import { ErrorNotice } from "../states/error-notice.tsx";
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
      <Modal.Root opened={isAsking} onClose={() => setAsking(false)}>
        <Modal.Overlay />
        <Modal.Content>
          <Modal.Body>
            <div className="stack">
              <Modal.Title className="card-title job-ask">Cancel this training?</Modal.Title>
              <p className="job-ask">
                {job.state === "queued"
                  ? "It leaves the queue. Nothing has been trained yet."
                  : "The machine stops and what it has learnt so far is lost. The dataset stays."}
              </p>
              {cancel.error === null ? null : <ErrorNotice error={cancel.error} />}
              <div className="row job-ask-buttons">
                <Button variant="default" onClick={() => setAsking(false)} data-autofocus>
                  Keep training
                </Button>
                <Button color="red" onClick={() => cancel.mutate(job.id)} loading={cancel.isPending}>
                  Cancel training
                </Button>
              </div>
            </div>
          </Modal.Body>
        </Modal.Content>
      </Modal.Root>
    </>
  );
}

function TrainAgain({ job }: { job: WireJob }) {
  const navigate = useNavigate();
  const again = useTrain({ onSuccess: ({ id }) => navigate({ to: "/jobs/$jobId", params: { jobId: id } }) });
  // What the platform has answered it takes again: it checks them in any case.
  const { taskType, datasetId, hyperparameters } = job;
  return (
    <div className="stack job-again">
      <Button
        variant="default"
        leftSection={<RetryIcon size={16} />}
        onClick={() => again.mutate({ taskType, datasetId, hyperparameters })}
        loading={again.isPending}
      >
        Train again
      </Button>
      {again.error === null ? null : <ErrorNotice error={again.error} />}
    </div>
  );
}
