import { Button } from "@mantine/core";
import type { WireJob, WireModel } from "@flash/sdk";
import { useFlash, useModel } from "@flash/sdk/react";
import { useMutation } from "@tanstack/react-query";
import { DownloadIcon } from "../icons/icons.tsx";
import { ErrorNotice } from "../states/error-notice.tsx";
import { bytes } from "../wording/quantities.ts";
import { saveFile } from "./save-file.ts";

type Artifact = WireModel["artifacts"][number];

/** Everything that the training has left, each a click away. */
export function ModelFiles({ job }: { job: WireJob }) {
  const { data: model, error, refetch } = useModel(job.id);
  return (
    <section className="card card-body">
      <h2 className="card-title">Model</h2>
      {error === null ? null : <ErrorNotice error={error} onRetry={() => void refetch()} />}
      <ul className="files">
        {model?.artifacts.map((artifact) => (
          <li key={artifact.path}>
            <ModelFile job={job} artifact={artifact} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The SDK compares the digest before the file is saved. */
function ModelFile({ job, artifact: { path, role, sizeBytes } }: { job: WireJob; artifact: Artifact }) {
  const flash = useFlash();
  const download = useMutation({
    mutationFn: async () => saveFile(path, await flash.job(job.id).model.downloadArtifact(path)),
  });
  const isModel = role === "model";
  return (
    <>
      <div className="spread">
        <span className="file-name">
          <strong>{path}</strong> <span className="dim small">{bytes(sizeBytes)}</span>
        </span>
        <Button
          size={isModel ? "sm" : "xs"}
          variant={isModel ? "filled" : "default"}
          leftSection={<DownloadIcon size={15} />}
          onClick={() => download.mutate()}
          loading={download.isPending}
          aria-label={`Download ${path}`}
        >
          Download
        </Button>
      </div>
      {download.error === null ? null : <ErrorNotice error={download.error} />}
    </>
  );
}
