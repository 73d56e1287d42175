import type { EventBus } from "./events/event-bus.ts";
import type { FaultSource } from "./faults.ts";
import type { Store } from "./store/store.ts";

/** What every operation works on. */
export interface S3Service {
  readonly store: Store;
  readonly events: EventBus;
  readonly faults: FaultSource;
  readonly region: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** The one account that owns every bucket of this machine. */
export const ACCOUNT_ID = "000000000000";

/** Its canonical id, as listings name an owner: 64 hex digits. */
export const OWNER_ID = "f1a5".repeat(16);
