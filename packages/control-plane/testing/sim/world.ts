import type { FakeObjectStore } from "../fake-object-store.ts";
import type { Coverage } from "./coverage.ts";
import type { Faults } from "./faults.ts";
import type { Inspector } from "./inspector.ts";
import type { Random } from "./random.ts";
import type { Scenario } from "./scenario.ts";
import type { Scheduler } from "./scheduler.ts";
import type { VirtualEc2 } from "./virtual-ec2.ts";

/** All parts of one schedule, for those who act in it. */
export interface World {
  readonly seed: number;
  readonly scenario: Scenario;
  readonly random: Random;
  readonly scheduler: Scheduler;
  readonly store: FakeObjectStore;
  readonly ec2: VirtualEc2;
  readonly faults: Faults;
  readonly inspector: Inspector;
  readonly coverage: Coverage;
  /** Writes a line into the trace; null: nobody reads it. */
  readonly trace: ((who: string, what: string) => void) | null;
}
