import { Button, Modal } from "@mantine/core";
import type { WireJob } from "@flash/sdk";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { RetryIcon } from "../icons/icons.tsx";
import { usePlatform } from "../platform/flash-provider.tsx";
import { ErrorNotice } from "../states/error-notice.tsx";
import { isOver } from "../wording/job-state.ts";

export const JobActions = ({ job }: { job: WireJob }) =>
  isOver(job.state) ? <TrainAgain job={job} /> : <CancelJob job={job} />;

function CancelJob({ job }: { job: WireJob }) {
  const { flash } = usePlatform();
  const queries = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const cancel = useMutation({
    mutationFn: () => flash.job(job.id).cancel(),
    onSuccess: (answer) => {
      queries.setQueryData(["job", job.id], answer.job);
      setAsking(false);
    },
  });
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
                <Button color="red" onClick={() => cancel.mutate()} loading={cancel.isPending}>
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
  const { flash } = usePlatform();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const again = useMutation({
    mutationFn: () =>
      flash.train({
        taskType: job.taskType,
        datasetId: job.datasetId,
        // What the platform has answered it takes again: it checks them in any case.
        hyperparameters: job.hyperparameters,
      }),
    onSuccess: async ({ id }) => {
      void queries.invalidateQueries({ queryKey: ["jobs"] });
      await navigate({ to: "/jobs/$jobId", params: { jobId: id } });
    },
  });
  return (
    <div className="stack job-again">
      <Button
        variant="default"
        leftSection={<RetryIcon size={16} />}
        onClick={() => again.mutate()}
        loading={again.isPending}
      >
        Train again
      </Button>
      {again.error === null ? null : <ErrorNotice error={again.error} />}
    </div>
  );
}
