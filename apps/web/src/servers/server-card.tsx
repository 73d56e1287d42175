import { Switch } from "@mantine/core";
import type { WireStatus } from "@flash/sdk";
import { useSetDevMode } from "@flash/sdk/react";
import { Link } from "@tanstack/react-router";
import { ErrorNotice } from "../states/error-notice.tsx";
import { StateBadge, type StateLook } from "../list/state-badge.tsx";
import { Notice } from "../states/notice.tsx";
import { useTaskTitle } from "../wording/use-task-title.ts";

type Server = WireStatus["servers"][number];

const POWER: Record<Server["status"], StateLook & { readonly sentence: string }> = {
  sleeping: { name: "Asleep", tone: "idle", sentence: "Off, and free for the next job." },
  active: { name: "Training", tone: "busy", sentence: "It has a job." },
  stopping: { name: "Switching off", tone: "busy", sentence: "On its way to sleep." },
};

/** One server: what it does, and whether its machines are switched at all. */
export function ServerCard({ server, isAdmin }: { server: Server; isAdmin: boolean }) {
  const { name, status, taskTypes, devMode, jobId } = server;
  const power = POWER[status];
  const taskTitle = useTaskTitle();
  return (
    <section className="card card-body server" aria-label={`Server ${name}`}>
      <div className="spread">
        <h2 className="card-title server-name">{name}</h2>
        <StateBadge look={power} />
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
      {isAdmin ? <DevMode name={name} devMode={devMode} /> : null}
      {!isAdmin && devMode ? <p className="dim small server-sentence">In dev mode: somebody runs it by hand.</p> : null}
    </section>
  );
}

function DevMode({ name, devMode }: { name: Server["name"]; devMode: boolean }) {
  const { mutate: setDevMode, isPending, error, data } = useSetDevMode();
  return (
    <div className="stack server-dev">
      <Switch
        label="Dev mode"
        description="Its machine is neither switched on nor off: you run a training server by hand."
        checked={devMode}
        disabled={isPending}
        onChange={({ currentTarget }) => setDevMode({ server: name, devMode: currentTarget.checked })}
      />
      {error === null ? null : <ErrorNotice error={error} />}
      {data?.takesEffect === "when_asleep" ? (
        <Notice tone="info" title="It takes effect when the server sleeps." isAnnounced>
          A machine is on now, and dev mode would leave it on.
        </Notice>
      ) : null}
    </div>
  );
}
