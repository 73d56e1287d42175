import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const CHILD = fileURLToPath(new URL("./run-one-way.ts", import.meta.url));

/** What the process of a way says of one going through a file. */
export interface Run {
  readonly cpuSeconds: number;
  /** The most memory that the process has held so far. */
  readonly peakBytes: number;
}

/** A way in a process of its own: what the others leave behind, garbage and half-optimised code, is none of its business. */
export class OwnProcess implements Disposable {
  readonly #child: ChildProcess;

  constructor(way: string) {
    this.#child = fork(CHILD, [way]);
  }

  async run(file: string): Promise<Run> {
    this.#child.send(file);
    // It ends early when it fails, and has said why.
    const [run] = await Promise.race([once(this.#child, "message"), once(this.#child, "exit")]);
    if (typeof run !== "object") throw new Error("a process has ended early");
    // The child is ours: `run-one-way.ts`.
    return run as Run;
  }

  [Symbol.dispose](): void {
    this.#child.kill();
  }
}

/** @returns the most memory that a process holds which goes through the file once, in bytes. */
export async function peakMemory(way: string, file: string): Promise<number> {
  using process = new OwnProcess(way);
  return (await process.run(file)).peakBytes;
}
