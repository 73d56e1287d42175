import { createServer, type Server } from "node:http";
import type { Identity } from "../identity.ts";
import { EventBus, type EventListener } from "./events/event-bus.ts";
import { createS3Faults, type FaultSource, type S3Faults } from "./faults.ts";
import { abortOldUploads } from "./multipart/abort-old-uploads.ts";
import { serve } from "./server.ts";
import { Store } from "./store/store.ts";

export interface S3Options {
  /** Made if missing; belongs to one running S3 at a time. */
  readonly dataFolder: string;
  /** Any free port unless given. */
  readonly port?: number;
  readonly host?: "127.0.0.1";
  /** What clients must sign for; `us-east-1` unless given. */
  readonly region?: string;
  readonly identities: readonly Identity[];
  /** Called for every notification, after the change and outside the request. It must not wait for what it starts. */
  readonly onEvent?: EventListener;
  /** Switches that were armed before the start: made by `createS3Faults`. */
  readonly faults?: FaultSource;
  /** How long a client may fall silent in the middle of its body, in milliseconds; 20,000 unless given, as S3 has been seen to wait. */
  readonly silenceMs?: number;
  /** Milliseconds since the epoch; the machine's clock unless given. */
  readonly now?: () => number;
  /** Told of bugs and disk failures, never of refusals; prints to stderr unless given. */
  readonly onFailure?: (error: unknown) => void;
}

export interface LocalS3 {
  /** `http://127.0.0.1:PORT`: with an address instead of a name, SDKs put the bucket into the path by themselves. */
  readonly url: string;
  readonly faults: S3Faults;
  /** Ends within a second: requests under way get half of it. */
  close(): Promise<void>;
}

const SILENCE_MS = 20_000;
const GRACE_MS = 500;
const ABORT_UPLOADS_EVERY_MS = 3_600_000;

/**
 * Starts S3 on this machine.
 *
 * @throws Error when the port is taken, or the data folder is in use or damaged.
 */
export async function startS3(options: S3Options): Promise<LocalS3> {
  const {
    identities,
    region = "us-east-1",
    now = Date.now,
    silenceMs = SILENCE_MS,
    onFailure = console.error,
    faults = createS3Faults(),
  } = options;
  const store = await Store.open({ folder: options.dataFolder, beforeWrite: () => faults.assertDiskSpace() });
  const events = new EventBus({ store, faults, listener: options.onEvent, onFailure });
  const service = { store, events, faults, region, now };
  const closing = new AbortController();
  const serverOptions = { service, identities, onFailure, silenceMs, closing: closing.signal };
  // A 5 GiB body may take longer than Node's five minutes for one request.
  const server = createServer({ requestTimeout: 0, keepAliveTimeout: 30_000 });
  server.on("request", (incoming, outgoing) => void serve(serverOptions, incoming, outgoing, false));
  server.on("checkContinue", (incoming, outgoing) => void serve(serverOptions, incoming, outgoing, true));
  const port = await listen(server, options).catch(async (error: unknown) => {
    await store.close();
    throw error;
  });
  const sweep = (): void => void abortOldUploads(service).catch(onFailure);
  const timer = setInterval(sweep, ABORT_UPLOADS_EVERY_MS).unref();
  sweep();
  return {
    url: `http://127.0.0.1:${port}`,
    faults,
    close: async () => {
      clearInterval(timer);
      closing.abort();
      events.close();
      await stop(server);
      await store.close();
    },
  };
}

function listen(server: Server, { port = 0, host = "127.0.0.1" }: S3Options): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), GRACE_MS);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}
