import { setTimeout as pause } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { exited, FunctionError, reportOf, timedOut } from "./function-error.ts";
import type { ErrorReport } from "./function-error.ts";
import type { SandboxOrder, SandboxReport, SandboxSetting } from "./sandbox-protocol.ts";

/** Takes a streamed response. A sink whose reader has left takes everything all the same: the handler must not notice. */
export interface ResponseSink {
  begin(contentType: string): void;
  /** Settles when there is room for more. */
  write(bytes: Uint8Array): Promise<void>;
}

export interface Invocation {
  readonly requestId: string;
  /** JSON. */
  readonly event: string;
  readonly timeoutMs: number;
  readonly sink: ResponseSink;
}

export interface SandboxOptions extends Omit<SandboxSetting, "gate"> {
  readonly env: Readonly<Record<string, string>>;
  readonly log: (text: string) => void;
}

/** How long a handler module may take to load. Lambda gives 10 s; source that is stripped of its types needs more. */
const INIT_TIMEOUT_MS = 60_000;
/** How long a sandbox whose time is over may hold its event loop before its thread is terminated. */
const LEAVE_MS = 3_000;

/** One execution environment: a worker thread with its own modules and environment, for one invocation at a time. */
export class Sandbox {
  /** Settles when the handler module is loaded. @throws FunctionError when it cannot be. */
  readonly ready: Promise<void>;
  readonly #worker: Worker;
  readonly #exited: Promise<void>;
  readonly #gate: Int32Array;
  readonly #log: (text: string) => void;
  #sink: ResponseSink | undefined;
  #work = Promise.withResolvers<string | undefined>();
  #requestId = "init";
  #busy = true;
  #alive = true;

  constructor({ env, log, ...rest }: SandboxOptions) {
    const setting: SandboxSetting = { ...rest, gate: new SharedArrayBuffer(4) };
    this.#gate = new Int32Array(setting.gate);
    this.#log = log;
    this.#worker = new Worker(new URL("./sandbox-runtime.ts", import.meta.url), {
      workerData: setting,
      env: { ...env },
      argv: [],
      execArgv: ["--conditions=@flash/source"],
      resourceLimits: { maxOldGenerationSizeMb: setting.memoryMb },
      stdout: true,
      stderr: true,
    });
    for (const output of [this.#worker.stdout, this.#worker.stderr]) output.setEncoding("utf8").on("data", log);
    this.#worker.on("message", (report: SandboxReport) => this.#hear(report));
    this.#worker.once("error", (error) => this.#fail(deathReport(error)));
    this.#exited = new Promise((resolve) => {
      this.#worker.once("exit", (code) => {
        this.#fail(exited(this.#requestId, `exit status ${code}`));
        resolve();
      });
    });
    this.ready = this.#within(INIT_TIMEOUT_MS).then(() => undefined);
  }

  /** A sandbox that has died, or was ended, takes no more invocations. */
  get alive(): boolean {
    return this.#alive;
  }

  /**
   * @returns the handler's result as JSON, or `undefined` when it streamed its response into the sink.
   * @throws FunctionError
   */
  async invoke({ requestId, event, timeoutMs, sink }: Invocation): Promise<string | undefined> {
    if (!this.#alive) throw new FunctionError(exited(requestId, "signal: killed"));
    this.#requestId = requestId;
    this.#sink = sink;
    this.#busy = true;
    this.#work = Promise.withResolvers();
    this.#send({ is: "invoke", requestId, event, deadline: Date.now() + timeoutMs });
    this.#thaw();
    return this.#within(timeoutMs);
  }

  /** Ends the sandbox, whatever it is doing. */
  async end(): Promise<void> {
    this.#fail(exited(this.#requestId, "signal: killed"));
    await this.#stop();
  }

  /**
   * A thread that is terminated while it loads a CommonJS module takes the whole process down (Node 24 aborts in its lexer), so one that
   * works is asked to leave; it is terminated when its event loop does not get round to it.
   */
  async #stop(): Promise<void> {
    if (this.#busy) {
      this.#send({ is: "leave" });
      const leaving = new AbortController();
      const late = pause(LEAVE_MS, undefined, { signal: leaving.signal }).catch(() => undefined);
      await Promise.race([this.#exited, late]);
      leaving.abort();
    }
    await this.#worker.terminate();
  }

  async #within(timeoutMs: number): Promise<string | undefined> {
    const timer = setTimeout(() => {
      this.#fail(timedOut(this.#requestId, timeoutMs));
      void this.#stop();
    }, timeoutMs);
    return this.#work.promise.finally(() => {
      clearTimeout(timer);
      this.#busy = false;
    });
  }

  #hear(report: SandboxReport): void {
    switch (report.is) {
      case "log":
        return this.#log(report.text);
      case "ready":
        return this.#work.resolve(undefined);
      case "streaming":
        return this.#sink?.begin(report.contentType);
      case "chunk":
        return void this.#sink?.write(report.bytes).then(() => this.#send({ is: "taken" }));
      case "done":
        return this.#work.resolve(report.json);
      case "failed":
        // Without its handler the sandbox is of no use; Lambda starts another one next time.
        if (this.#requestId === "init") this.#alive = false;
        return this.#work.reject(new FunctionError(report.error));
    }
  }

  #send(order: SandboxOrder): void {
    this.#worker.postMessage(order, []);
  }

  #thaw(): void {
    Atomics.store(this.#gate, 0, 1);
    Atomics.notify(this.#gate, 0);
  }

  /** The sandbox is lost, and with it the invocation that it was busy with. */
  #fail(report: ErrorReport): void {
    if (!this.#alive) return;
    this.#alive = false;
    if (!this.#busy) return; // nobody to tell
    this.#log(`${new Date().toISOString()}\t${this.#requestId}\t${report.errorMessage}\n`);
    this.#work.reject(new FunctionError(report));
  }
}

function deathReport(error: unknown): ErrorReport {
  const outOfMemory = error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
  return outOfMemory ? { errorType: "Runtime.OutOfMemory", errorMessage: "signal: killed" } : reportOf(error);
}
