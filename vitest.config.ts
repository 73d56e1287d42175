import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "vitest/config";

const conditions = ["@flash/source"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions: [...conditions, "node", "import", "default"] } },
  test: {
    include: [
      "apps/**/*.test.ts",
      "packages/**/*.test.ts",
      "tests/**/*.test.ts",
      "infra/**/*.test.ts",
      "bench/**/*.test.ts",
    ],
    // Fake instances and Lambda workers are started by the code under test with plain Node, which needs the condition too.
    execArgv: ["--conditions=@flash/source"],
    // Platforms, machines and trainers that tests start as processes compile what an earlier one has compiled.
    env: { NODE_COMPILE_CACHE: join(tmpdir(), "node-compile-cache") },
    pool: "forks",
    // The slow tests wait for machines more than they compute.
    maxWorkers: 4,
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
