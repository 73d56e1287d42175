/** What runs when a machine is switched on: the machine's "operating system". */
export interface BootCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Stdout and stderr are appended to this file; without it they are dropped. Its folder is created. */
  readonly logFile?: string;
}

/** How the boot command ended: exactly one of the two is not null. */
export interface BootExit {
  readonly code: number | null;
  readonly signal: string | null;
}

/** One JSON line on the supervisor's stdin. The first is always `boot`; the end of stdin means that the power is cut. */
export type PowerOrder =
  | { readonly do: "boot"; readonly boot: BootCommand; readonly bootId: string }
  | { readonly do: "stop"; readonly graceMs: number }
  | { readonly do: "cut" | "freeze" | "thaw" };

/** One JSON line on the supervisor's stdout. */
export type PowerReport =
  | { readonly is: "started"; readonly pid: number }
  | { readonly is: "failed"; readonly message: string }
  | { readonly is: "exited"; readonly exit: BootExit };
