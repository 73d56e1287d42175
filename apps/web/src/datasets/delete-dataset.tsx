import { Button } from "@mantine/core";
import type { WireDataset } from "@flash/sdk";
import { useDeleteDataset } from "@flash/sdk/react";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { ErrorNotice } from "../states/error-notice.tsx";
import { Notice } from "../states/notice.tsx";
import { Question } from "../states/question.tsx";
import { bytes } from "../wording/quantities.ts";
import { Name } from "../states/name.tsx";

/** Takes a dataset away, after a question. */
export function DeleteDataset({ dataset: { id, name, sizeBytes } }: { dataset: WireDataset }) {
  const navigate = useNavigate();
  const [isAsking, setAsking] = useState(false);
  const remove = useDeleteDataset({ onSuccess: () => navigate({ to: "/datasets" }) });
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)}>
        Delete
      </Button>
      <Question
        isAsked={isAsking}
        title="Delete this dataset?"
        error={remove.error === null ? null : <Refusal error={remove.error} />}
        no="Keep it"
        yes="Delete"
        isPending={remove.isPending}
        onNo={() => {
          setAsking(false);
          remove.reset();
        }}
        onYes={() => remove.mutate(id)}
      >
        <Name>{name}</Name> ({bytes(sizeBytes)}) and its report are gone for good. Models that were trained on it stay.
      </Question>
    </>
  );
}

function Refusal({ error }: { error: NonNullable<ReturnType<typeof useDeleteDataset>["error"]> }) {
  if (error.code !== "dataset_in_use") return <ErrorNotice error={error} />;
  const { jobIds } = error.problem;
  return (
    <Notice tone="bad" title="A training still needs it." isAnnounced>
      <p>Wait until it is over, or cancel it:</p>
      {jobIds.map((jobId) => (
        <p key={jobId}>
          <Link to="/jobs/$jobId" params={{ jobId }}>
            {jobId}
          </Link>
        </p>
      ))}
    </Notice>
  );
}
