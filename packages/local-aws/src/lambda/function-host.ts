import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { LOCAL_ACCOUNT_ID } from "../ec2/local-instance.ts";
import { AsyncQueue } from "./async-queue.ts";
import { DeadLetterBox } from "./dead-letters.ts";
import type { DeadLetter } from "./dead-letters.ts";
import { LambdaFaults } from "./faults.ts";
import { FunctionError, RequestTooLargeError } from "./function-error.ts";
import { lineLog, logFiles } from "./function-log.ts";
import type { OnLog } from "./function-log.ts";
import { FunctionPool } from "./function-pool.ts";
import { checkSetting } from "./function-setting.ts";
import type { FunctionSetting } from "./function-setting.ts";
import { serveFunctionUrl } from "./function-url.ts";
import type { FunctionUrl, FunctionUrlOptions } from "./function-url.ts";
import { MAX_ASYNC_EVENT_BYTES, MAX_EVENT_BYTES } from "./limits.ts";
import { every, scheduledEvent } from "./schedule.ts";
import type { Schedule } from "./schedule.ts";
import type { Invocation } from "./sandbox.ts";
import { StreamRecording } from "./stream-recording.ts";

export interface HostOptions {
  /** Dead letters are kept in `<dataFolder>/dead-letters`, logs in `<dataFolder>/logs`. */
  readonly dataFolder: string;
  readonly region: string;
  readonly faults?: LambdaFaults;
  /** Default: a file per function. */
  readonly onLog?: OnLog;
  /** Pauses before the retries of a failed asynchronous event. Default 200 and 400 ms; Lambda takes 1 and 2 minutes. */
  readonly retryDelaysMs?: readonly number[];
  /** How long `close` waits for what is running. Default 500 ms. */
  readonly closeGraceMs?: number;
}

/** Runs Lambda handlers unmodified, each function in worker threads of its own. */
export interface FunctionHost {
  readonly faults: LambdaFaults;
  /** @throws Error for a name that is taken and for settings that AWS refuses. */
  register(setting: FunctionSetting): void;
  arnOf(name: string): string;
  /** Gives the function an HTTP address on loopback. */
  serveUrl(name: string, options: FunctionUrlOptions): Promise<FunctionUrl>;
  /**
   * Waits for the result (`RequestResponse`). A streamed response is collected into a string.
   *
   * @throws FunctionError, TooManyRequestsError, RequestTooLargeError
   */
  invoke(name: string, event: unknown): Promise<unknown>;
  /**
   * Accepts an event (`Event`): delivered at least once, retried after failures, then kept as a dead letter.
   *
   * @param nameOrArn - an ARN as in a bucket's notification configuration will do.
   */
  invokeAsync(nameOrArn: string, event: unknown): Promise<void>;
  /**
   * Invokes the function regularly and asynchronously, first after one span.
   *
   * @param event - default: EventBridge's scheduled event.
   */
  schedule(name: string, everyMs: number, event?: unknown, options?: { readonly overlap?: boolean }): Schedule;
  /** Oldest first, those of earlier runs among them. */
  deadLetters(): DeadLetter[];
  /** Settles when no asynchronous event is under way any more. */
  idle(): Promise<void>;
  /** Takes nothing new, waits shortly for what is running, then ends all sandboxes. */
  close(): Promise<void>;
}

const RETRY_DELAYS_MS = [200, 400];
const CLOSE_GRACE_MS = 500;

export function createFunctionHost(options: HostOptions): FunctionHost {
  return new LocalFunctionHost(options);
}

type Run = Omit<Invocation, "timeoutMs">;

class LocalFunctionHost implements FunctionHost {
  readonly faults: LambdaFaults;
  readonly #options: HostOptions;
  readonly #onLog: OnLog;
  readonly #letters: DeadLetterBox;
  readonly #queue: AsyncQueue;
  readonly #pools = new Map<string, FunctionPool>();
  readonly #urls: FunctionUrl[] = [];
  readonly #schedules: Schedule[] = [];
  readonly #running = new Set<Promise<unknown>>();
  #closed: Promise<void> | undefined;

  constructor(options: HostOptions) {
    this.#options = options;
    this.faults = options.faults ?? new LambdaFaults();
    this.#onLog = options.onLog ?? logFiles(options.dataFolder);
    this.#letters = new DeadLetterBox(options.dataFolder);
    this.#queue = new AsyncQueue({
      run: ({ functionName, requestId, json }) =>
        this.#run(functionName, { requestId, event: json, sink: new StreamRecording() }),
      faults: this.faults,
      retryDelaysMs: options.retryDelaysMs ?? RETRY_DELAYS_MS,
      keepDeadLetter: (letter) => this.#letters.keep(letter),
    });
  }

  register(setting: FunctionSetting): void {
    checkSetting(setting);
    const { name } = setting;
    if (this.#pools.has(name)) throw new Error(`Two functions have the name ${name}.`);
    const { region } = this.#options;
    const newLog = (): ((text: string) => void) => lineLog(this.#onLog, name);
    const pool = new FunctionPool({ setting, functionArn: this.arnOf(name), region, faults: this.faults, newLog });
    this.#pools.set(name, pool);
  }

  arnOf(name: string): string {
    return `arn:aws:lambda:${this.#options.region}:${LOCAL_ACCOUNT_ID}:function:${name}`;
  }

  async serveUrl(name: string, options: FunctionUrlOptions): Promise<FunctionUrl> {
    this.#pool(name);
    const served = await serveFunctionUrl(options, (invocation) => this.#run(name, invocation));
    this.#urls.push(served);
    return served;
  }

  async invoke(name: string, event: unknown): Promise<unknown> {
    const sink = new StreamRecording();
    const json = eventJson(event, MAX_EVENT_BYTES);
    const result = await this.#run(name, { requestId: randomUUID(), event: json, sink });
    return result === undefined ? sink.text : JSON.parse(result);
  }

  async invokeAsync(nameOrArn: string, event: unknown): Promise<void> {
    void this.#accept(nameOrArn.slice(nameOrArn.lastIndexOf(":") + 1), event);
  }

  schedule(name: string, everyMs: number, event?: unknown, { overlap = false } = {}): Schedule {
    this.#pool(name);
    eventJson(event, MAX_ASYNC_EVENT_BYTES);
    const fire = (): Promise<void> =>
      this.#accept(name, event ?? scheduledEvent(name, this.#options.region, Date.now()));
    const schedule = every(everyMs, overlap, fire);
    this.#schedules.push(schedule);
    return schedule;
  }

  deadLetters(): DeadLetter[] {
    return this.#letters.list();
  }

  idle(): Promise<void> {
    return this.#queue.idle();
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    for (const schedule of this.#schedules) schedule.stop();
    this.#queue.close();
    await settledWithin(this.#options.closeGraceMs ?? CLOSE_GRACE_MS, this.#running);
    await Promise.all([...this.#pools.values()].map((pool) => pool.close()));
    await Promise.all(this.#urls.map((served) => served.close()));
  }

  /** @throws Error for an unknown function, RequestTooLargeError; what settles is the event's fate. */
  #accept(functionName: string, event: unknown): Promise<void> {
    this.#pool(functionName);
    const json = eventJson(event, MAX_ASYNC_EVENT_BYTES);
    return this.#queue.send({ functionName, functionArn: this.arnOf(functionName), json });
  }

  async #run(name: string, invocation: Run): Promise<string | undefined> {
    const work = this.#pool(name).run(invocation);
    const settled: Promise<void> = work
      .then(
        () => undefined,
        () => undefined,
      )
      .finally(() => this.#running.delete(settled));
    this.#running.add(settled);
    return work;
  }

  #pool(name: string): FunctionPool {
    const pool = this.#pools.get(name);
    if (this.#closed)
      throw new FunctionError({ errorType: "HostClosed", errorMessage: "The function host is closed." });
    if (pool) return pool;
    const known = [...this.#pools.keys()].join(", ") || "none";
    throw new Error(`No function ${name} is registered. There are: ${known}.`);
  }
}

function eventJson(event: unknown, limitBytes: number): string {
  const json = JSON.stringify(event ?? null);
  const sizeBytes = Buffer.byteLength(json);
  if (sizeBytes > limitBytes) throw new RequestTooLargeError(sizeBytes, limitBytes);
  return json;
}

async function settledWithin(graceMs: number, work: Iterable<Promise<unknown>>): Promise<void> {
  const done = new AbortController();
  const waited = pause(graceMs, undefined, { signal: done.signal }).catch(() => undefined);
  await Promise.race([Promise.all(work), waited]);
  done.abort();
}
