import { Button, Progress } from "@mantine/core";
import { LinkButton } from "../states/link-button.tsx";
import { Name } from "../states/name.tsx";
import { Notice } from "../states/notice.tsx";
import { errorWords } from "../wording/error-words.ts";
import { isShownAt, sentFile } from "./sending.ts";
import { useSending } from "./sending-provider.tsx";
import { usePlace } from "./use-place.ts";
import "./sending.css";

/** On every page but the one that shows it anyway: what becomes of what was started on the Train page. */
export function SendingBar() {
  const { sending } = useSending();
  const place = usePlace();
  // Whoever has stopped it knows.
  const isStopped = sending.step === "not-uploaded" && sending.error === null;
  if (sending.step === "none" || isStopped || isShownAt(place, sending)) return null;
  return (
    <div className="sending">
      <SendingNotice />
    </div>
  );
}

function SendingNotice() {
  const { sending, transfer, forget } = useSending();
  if (sending.step === "none") return null;
  const { outgoing } = sending;
  const { name: fileName, size } = sentFile(outgoing);
  const name = <Name>{fileName}</Name>;
  const task = outgoing.taskType;
  switch (sending.step) {
    case "uploading":
      return (
        <Notice
          tone="info"
          title={
            transfer.progress?.paused === true ? <>The upload of {name} is paused.</> : <>{name} is being uploaded.</>
          }
          isAnnounced
          action={
            <LinkButton size="xs" variant="default" to="/" search={{ task }}>
              Show the upload
            </LinkButton>
          }
        >
          <Progress.Root size={4} radius="xl" className="sending-progress">
            <Progress.Section value={(100 * (transfer.progress?.bytes ?? 0)) / Math.max(size, 1)} aria-label="Upload" />
          </Progress.Root>
        </Notice>
      );
    case "not-uploaded":
      return (
        <Notice
          tone="bad"
          title={<>{name} has not arrived.</>}
          isAnnounced
          action={
            <LinkButton size="xs" variant="default" to="/" search={{ task }}>
              Back to it
            </LinkButton>
          }
        >
          {errorWords(sending.error).sentence}
        </Notice>
      );
    case "uploaded":
      return sending.error === null ? (
        <Notice tone="info" title={<>{name} has arrived. Its training is being submitted.</>} isAnnounced />
      ) : (
        <Notice
          tone="bad"
          title={<>{name} has arrived, but its training was not taken.</>}
          isAnnounced
          action={
            <LinkButton size="xs" variant="default" to="/" search={{ task, dataset: sending.datasetId }}>
              Back to it
            </LinkButton>
          }
        >
          {errorWords(sending.error).sentence}
        </Notice>
      );
    case "started":
      return (
        <Notice
          tone="good"
          title={<>{name} has arrived. Its training is submitted.</>}
          isAnnounced
          action={
            <div className="row">
              <LinkButton
                size="xs"
                variant="default"
                to="/jobs/$jobId"
                params={{ jobId: sending.jobId }}
                onClick={forget}
              >
                Show the training
              </LinkButton>
              <Button size="xs" variant="default" onClick={forget}>
                Close
              </Button>
            </div>
          }
        />
      );
  }
}
