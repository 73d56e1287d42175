import { StoredTrainingConfig, trainingConfigKey } from "@flash/schemas";
import { type AgentSetup, tried } from "./agent.ts";
import { POLL_MS } from "./scenario.ts";

/** The least a training server must do: read the config, train, take the config away. */
export async function runPlainAgent({ world, task, documents, server, process }: AgentSetup): Promise<void> {
  const key = trainingConfigKey(server);
  for (;;) {
    await world.scheduler.wait(task, POLL_MS);
    const config = await tried(() => documents.read(key, StoredTrainingConfig));
    if (config?.kind !== "found") continue;
    const { token, attempt, hyperparameters } = config.doc.value;
    process.training = { job: token, attempt };
    world.trace?.(process.name, `trains ${token} attempt ${attempt}, unreported`);
    await world.scheduler.wait(task, Number(hyperparameters["run_ms"]));
    for (let isOver = false; !isOver;) {
      isOver = (await tried(() => documents.store.removeVersion(key, config.doc.etag))) !== null;
      if (!isOver) await world.scheduler.wait(task, POLL_MS);
    }
    process.training = null;
  }
}
