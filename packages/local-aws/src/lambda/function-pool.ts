import { FunctionError, TooManyRequestsError } from "./function-error.ts";
import type { LambdaFaults } from "./faults.ts";
import { DEFAULT_MAX_CONCURRENCY, DEFAULT_MEMORY_MB, entryUrl, sandboxEnv } from "./function-setting.ts";
import type { FunctionSetting } from "./function-setting.ts";
import { MAX_RESPONSE_BYTES } from "./limits.ts";
import { Sandbox } from "./sandbox.ts";
import type { Invocation, SandboxOptions } from "./sandbox.ts";

export interface PoolOptions {
  readonly setting: FunctionSetting;
  readonly functionArn: string;
  readonly region: string;
  readonly faults: LambdaFaults;
  /** Each sandbox has its own, so that their lines do not mix. */
  readonly newLog: () => (text: string) => void;
}

/** The sandboxes of one function: started when they are needed, used again while they live. */
export class FunctionPool {
  readonly #setting: FunctionSetting;
  readonly #faults: LambdaFaults;
  readonly #options: Omit<SandboxOptions, "log">;
  readonly #newLog: PoolOptions["newLog"];
  readonly #idle: Sandbox[] = [];
  readonly #all = new Set<Sandbox>();

  constructor({ setting, functionArn, region, faults, newLog }: PoolOptions) {
    this.#setting = setting;
    this.#faults = faults;
    this.#newLog = newLog;
    this.#options = {
      entry: entryUrl(setting.entry),
      handler: setting.handler ?? "handler",
      functionName: setting.name,
      functionArn,
      memoryMb: setting.memoryMb ?? DEFAULT_MEMORY_MB,
      env: sandboxEnv(setting, region),
    };
  }

  /**
   * @returns the result as JSON, or `undefined` when the handler streamed its response into the sink.
   * @throws TooManyRequestsError when all sandboxes are busy; FunctionError when the function fails.
   */
  async run(invocation: Omit<Invocation, "timeoutMs">): Promise<string | undefined> {
    const sandbox = this.#take();
    const crash = this.#faults.takeCrash(this.#setting.name);
    let timer: NodeJS.Timeout | undefined;
    try {
      await sandbox.ready;
      if (crash === "before") await sandbox.end();
      else if (crash) timer = setTimeout(() => void sandbox.end(), crash.afterMs);
      return checkSize(await sandbox.invoke({ ...invocation, timeoutMs: this.#setting.timeoutMs }));
    } finally {
      clearTimeout(timer);
      if (sandbox.alive) this.#idle.push(sandbox);
      else this.#all.delete(sandbox);
    }
  }

  /** Ends all sandboxes; what they were busy with fails. */
  async close(): Promise<void> {
    await Promise.all([...this.#all].map((sandbox) => sandbox.end()));
  }

  #take(): Sandbox {
    for (let idle = this.#idle.pop(); idle; idle = this.#idle.pop()) {
      if (idle.alive) return idle;
      this.#all.delete(idle);
    }
    const { name, maxConcurrency = DEFAULT_MAX_CONCURRENCY } = this.#setting;
    if (this.#all.size >= maxConcurrency) throw new TooManyRequestsError(name, maxConcurrency);
    const sandbox = new Sandbox({ ...this.#options, log: this.#newLog() });
    this.#all.add(sandbox);
    return sandbox;
  }
}

function checkSize(json: string | undefined): string | undefined {
  if (json === undefined || Buffer.byteLength(json) <= MAX_RESPONSE_BYTES) return json;
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`;
  throw new FunctionError({ errorType: "Function.ResponseSizeTooLarge", errorMessage });
}
