import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const conditions = ["@flash/source"];

/** Tests that wait for whole platforms, machines and browsers; begun last, they would be waited for alone. */
const SLOW = ["tests/platform/", "tests/page/", "tests/browser/", "/sim/", "apps/training-server/test/", "tests/"];

/** A clean clone does not know how long its tests take, which is what the stock order goes by. */
class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const at = SLOW.findIndex((part) => moduleId.includes(part));
      return at < 0 ? SLOW.length : at;
    };
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other));
  }
}

/** Tests that leave nothing behind in their process share it, and load what they have in common once. */
const SHARED = [
  "packages/{schemas,validation,control-plane}/src/**/*.test.ts",
  "packages/validation/test/**/*.test.ts",
  "packages/control-plane/{test,testing}/**/*.test.ts",
  "apps/{api,web,training-server}/src/**/*.test.ts",
  "infra/{src,test}/**/*.test.ts",
  "packages/{sdk,aws,local-aws}/src/**/*.test.ts",
  "apps/{training-server,api}/test/**/*.test.ts",
  "apps/s3-triggers/**/*.test.ts",
  "tests/{docs,conventions,build,stored-documents,mutations}/**/*.test.ts",
  "bench/**/*.test.ts",
];
const ALL = [
  "apps/**/*.test.ts",
  "packages/**/*.test.ts",
  "tests/**/*.test.ts",
  "infra/**/*.test.ts",
  "bench/**/*.test.ts",
];

/** Fake instances and Lambda workers are started by the code under test with plain Node, which needs the condition too. */
const EXEC_ARGV = ["--conditions=@flash/source"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions: [...conditions, "node", "import", "default"] } },
  test: {
    projects: [
      {
        extends: true,
        // Much of it makes many small things: with more room for the young ones the collector copies fewer.
        test: { name: "shared", include: SHARED, isolate: false, execArgv: [...EXEC_ARGV, "--max-semi-space-size=32"] },
      },
      { extends: true, test: { name: "apart", include: ALL, exclude: [...SHARED, "**/node_modules/**"] } },
    ],
    execArgv: EXEC_ARGV,
    // Platforms, machines and trainers that tests start as processes compile what an earlier one has compiled.
    env: { NODE_COMPILE_CACHE: join(tmpdir(), "node-compile-cache") },
    pool: "forks",
    sequence: { sequencer: SlowFirst },
    // The slow tests wait for machines more than they compute.
    maxWorkers: 4,
    // Generous: four tests with whole platforms share two cores, and each waits for conditions, not for time.
    testTimeout: 60_000,
    // On a clean clone some build the page first.
    hookTimeout: 180_000,
    expect: { poll: { timeout: 15_000 } },
  },
});
