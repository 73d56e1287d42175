/** The training server's entry file: what an instance runs when it boots, with the environment that `loadAgentConfig` reads. */
export const TRAINING_SERVER: URL = new URL("./main.ts", import.meta.url);

export { bundleOf, REFERENCE_TRAINERS } from "./reference-trainers.ts";
export { loadAgentConfig } from "./agent/config/agent-config.ts";
export type { AgentConfig } from "./agent/config/agent-config.ts";
export { fileSource } from "./agent/dataset/file-source.ts";
