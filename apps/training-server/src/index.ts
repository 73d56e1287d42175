export { builtTrainingServer } from "../build/built-training-server.ts";
export { bundleOf, REFERENCE_TRAINERS } from "./reference-trainers.ts";
export { loadAgentConfig } from "./agent/config/agent-config.ts";
export type { AgentConfig } from "./agent/config/agent-config.ts";
export { fileSource } from "./agent/dataset/file-source.ts";
