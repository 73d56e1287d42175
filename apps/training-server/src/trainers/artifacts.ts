import { createHash } from "node:crypto";
import { join } from "node:path";
import { TRAINER_FILES, TRAINER_PROTOCOL } from "@flash/schemas";
import type { TrainerArtifact, TrainerManifest } from "@flash/schemas";
import { writeAtomically } from "./atomic-file.ts";
import type { Reporter } from "./reporter.ts";

export interface ArtifactWriter {
  write(role: TrainerArtifact["role"], path: string, content: Uint8Array): Promise<void>;
  /** Pretty JSON, for people who open the folder. */
  writeJson(role: TrainerArtifact["role"], path: string, content: unknown): Promise<void>;
  /** Writes manifest.json over all artifacts so far: after it the output is complete. */
  finish(jobId: string): Promise<void>;
}

export function artifactWriter(folder: string, report: Reporter): ArtifactWriter {
  const artifacts: TrainerArtifact[] = [];
  const write: ArtifactWriter["write"] = async (role, path, content) => {
    await writeAtomically(join(folder, path), content);
    const sha256 = createHash("sha256").update(content).digest("hex");
    const format = path.slice(path.lastIndexOf(".") + 1);
    const artifact: TrainerArtifact = { role, path, bytes: content.length, sha256, format };
    artifacts.push(artifact);
    report.send({ type: "artifact", ...artifact });
  };
  return {
    write,
    writeJson: (role, path, content) => write(role, path, Buffer.from(`${JSON.stringify(content, null, 2)}\n`)),
    async finish(jobId) {
      const manifest: TrainerManifest = { protocol: TRAINER_PROTOCOL, job_id: jobId, artifacts };
      await writeAtomically(join(folder, TRAINER_FILES.manifest), `${JSON.stringify(manifest, null, 2)}\n`);
    },
  };
}
