import { useStatus } from "@flash/sdk/react";
import { ServersIcon } from "../icons/icons.tsx";
import { OFTEN } from "../platform/often.ts";
import { EmptyState } from "../states/empty-state.tsx";
import { ErrorNotice } from "../states/error-notice.tsx";
import { LoadingLines } from "../states/loading-lines.tsx";
import { useTitle } from "../states/use-title.ts";
import { LastSweep } from "./last-sweep.tsx";
import { ServerCard } from "./server-card.tsx";
import "./servers.css";

export function ServersPage() {
  useTitle("Servers");
  const { data: status, error, refetch } = useStatus(OFTEN);
  return (
    <div className="page">
      <div className="page-head">
        <div>
          <h1>Servers</h1>
          <p>{status === undefined ? "Each is on only while it trains." : summary(status.servers)}</p>
        </div>
      </div>
      {error !== null && status === undefined ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {status === undefined && error === null ? <LoadingLines lines={4} /> : null}
      {status?.servers.length === 0 ? (
        <EmptyState icon={<ServersIcon size={22} />} title="No servers">
          Whoever runs the platform adds servers to flash.config.ts.
        </EmptyState>
      ) : null}
      <div className="server-list">
        {status?.servers.map((server) => (
          <ServerCard key={server.name} server={server} isAdmin={status.caller.admin} />
        ))}
      </div>
      {status === undefined ? null : <LastSweep sweep={status.sweep} />}
    </div>
  );
}

function summary(servers: readonly { status: string }[]): string {
  // Awake is no word for its machine: in dev mode nobody has switched that on.
  const awake = servers.filter(({ status }) => status !== "sleeping").length;
  if (awake === 0) return "All asleep: nothing is on, nothing costs.";
  return awake === servers.length ? "All are awake." : `${awake} of ${servers.length} awake, the rest asleep.`;
}
