import { Switch } from "@mantine/core";
import { isFlashError, type WireStatus } from "@flash/sdk";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { usePlatform } from "../platform/flash-provider.tsx";
import { useTaskTitle } from "../platform/queries.ts";
import { ErrorNotice } from "../states/error-notice.tsx";
import { Notice } from "../states/notice.tsx";

type Server = WireStatus["servers"][number];

const POWER: Record<Server["status"], { name: string; tone: string; sentence: string }> = {
  sleeping: { name: "Asleep", tone: "idle", sentence: "Off, and free for the next job." },
  active: { name: "Training", tone: "busy", sentence: "It has a job." },
  stopping: { name: "Switching off", tone: "busy", sentence: "On its way to sleep." },
};

/** One server: what it does, and whether its machines are switched at all. */
export function ServerCard({ server }: { server: Server }) {
  const { name, status, taskTypes, devMode, jobId } = server;
  const power = POWER[status];
  const taskTitle = useTaskTitle();
  return (
    <section className="card card-body server" aria-label={`Server ${name}`}>
      <div className="spread">
        <h2 className="card-title server-name">{name}</h2>
        <span className="state-badge" data-tone={power.tone}>
          <span className="state-dot" />
          {power.name}
        </span>
      </div>
      <p className="server-sentence">
        {jobId === null ? (
          power.sentence
        ) : (
          <>
            It has{" "}
            <Link to="/jobs/$jobId" params={{ jobId }}>
              a job of yours
            </Link>
            .
          </>
        )}
      </p>
      <p className="dim small server-sentence">Trains {taskTypes.map((type) => taskTitle(type)).join(", ")}</p>
      <DevMode name={name} devMode={devMode} />
    </section>
  );
}

function DevMode({ name, devMode }: { name: Server["name"]; devMode: boolean }) {
  const { flash } = usePlatform();
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: (wanted: boolean) => flash.trpc.servers.setDevMode.mutate({ server: name, devMode: wanted }),
    onSettled: () => queries.invalidateQueries({ queryKey: ["status"] }),
  });
  const refusal = isFlashError(change.error?.cause) ? change.error.cause : change.error;
  return (
    <div className="stack server-dev">
      <Switch
        label="Dev mode"
        description="Its machine is neither switched on nor off: you run a training server by hand."
        checked={devMode}
        disabled={change.isPending}
        onChange={({ currentTarget }) => change.mutate(currentTarget.checked)}
      />
      {isFlashError(refusal) && refusal.code === "forbidden" ? (
        <Notice tone="warn" title="Only admins switch dev mode." isAnnounced>
          Sign in with an admin’s key.
        </Notice>
      ) : null}
      {refusal !== null && !(isFlashError(refusal) && refusal.code === "forbidden") ? (
        <ErrorNotice error={refusal} />
      ) : null}
      {change.data?.takesEffect === "when_asleep" ? (
        <Notice tone="info" title="It takes effect when the server sleeps." isAnnounced>
          A machine is on now, and dev mode would leave it on.
        </Notice>
      ) : null}
    </div>
  );
}
