import { Button, Progress } from "@mantine/core";
import type { WireDataset } from "@flash/sdk";
import { useValidateDataset } from "@flash/sdk/react";
import { ErrorNotice } from "../states/error-notice.tsx";
import { Notice } from "../states/notice.tsx";
import { bytes } from "../wording/quantities.ts";

/** A dataset without a report: what is missing, and how it is come by. */
export const DatasetCheck = ({ dataset }: { dataset: WireDataset }) =>
  dataset.state === "uploading" ? (
    <Notice tone="info" title="There is no report yet">
      The upload has not ended. Choose the same file on the Train page to go on with it.
    </Notice>
  ) : (
    <CheckNow dataset={dataset} />
  );

function CheckNow({ dataset: { id, sizeBytes } }: { dataset: WireDataset }) {
  const { mutate: validate, isPending, error, progress } = useValidateDataset();
  const read = progress?.bytes ?? 0;
  return (
    <>
      <Notice
        tone="info"
        title={isPending ? "The platform checks it" : "There is no report yet"}
        action={
          <Button size="xs" variant="default" onClick={() => validate(id)} loading={isPending}>
            Check it now
          </Button>
        }
      >
        {isPending ? (
          <>
            <p>
              {bytes(read)} of {bytes(sizeBytes)}
            </p>
            <Progress.Root size={4} radius="xl">
              <Progress.Section value={(100 * read) / Math.max(sizeBytes, 1)} aria-label="Checking" />
            </Progress.Root>
          </>
        ) : (
          <p>All of it has arrived, but the page went away before the platform had checked it.</p>
        )}
      </Notice>
      {error === null ? null : <ErrorNotice error={error} />}
    </>
  );
}
