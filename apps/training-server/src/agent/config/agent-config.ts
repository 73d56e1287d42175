import { DEFAULT_SERVER, InstanceId, ServerName, TaskType, TRAINER_LIMITS } from "@flash/schemas";
import * as z from "zod";

/** A command as an argument list, never a shell line. */
export type Argv = readonly [string, ...string[]];

/** A user of the operating system, by number. */
export interface TrainerUser {
  readonly uid: number;
  readonly gid: number;
}

/** What the agent must know of the machine it runs on. */
export interface AgentConfig {
  readonly bucket: string;
  readonly server: ServerName;
  /** null on a machine that is no EC2 instance, such as a developer's own in dev mode. */
  readonly instance: InstanceId | null;
  /** null: none was given, so one is made up for this run of the agent. */
  readonly bootId: string | null;
  /** Between two looks for a training config. */
  readonly pollMs: number;
  /** Longest time between two writes of `progress.json`. */
  readonly heartbeatMs: number;
  /** Without work for so long the machine is switched off; longer than `stopGrace` and two sweeps of the platform. */
  readonly idleOffMs: number;
  readonly workDir: string;
  /** Task types that are not named here are trained by the reference trainers. */
  readonly trainers: Readonly<Partial<Record<TaskType, Argv>>>;
  /** How often a trainer that crashed or was killed is started again within one attempt. */
  readonly trainerRestarts: number;
  /** After so many bytes of output a trainer counts as run wild. */
  readonly trainerOutputBytes: number;
  /** Shortest time between two uploads of the trainer's checkpoints. */
  readonly checkpointMs: number;
  /** Starts every trainer: put before its command, and given up privileges and network there. null: trainers are started as they are. */
  readonly trainerLauncher: Argv | null;
  /** Whom trainers run as, by number; needs an agent that is root. null: as the agent itself. */
  readonly trainerUser: TrainerUser | null;
  /** Of the instance's metadata, where a Spot notice appears; null: there is none to ask. */
  readonly metadataUrl: string | null;
  /** Switches the machine off; null: the end of the agent is the end of the machine, as on the local EC2. */
  readonly powerOff: Argv | null;
}

const UserSchema = z
  .string()
  .regex(
    /^[1-9]\d{0,9}:[1-9]\d{0,9}$/u,
    "is two numbers, user id and group id, with a colon between; neither is root's",
  )
  .transform((text): TrainerUser => {
    const [uid, gid] = text.split(":").map(Number);
    return { uid: uid ?? 0, gid: gid ?? 0 };
  });

const Ms = z.coerce.number().int().positive();
const ArgvSchema = z.tuple([z.string().min(1)], z.string());

/** Parses text as JSON; a fault names the variable instead of throwing. */
const jsonText = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: "custom", message: "is not JSON" });
    return z.NEVER;
  }
});

const Env = z.object({
  FLASH_BUCKET: z.string("is needed: the bucket of the platform").min(3),
  FLASH_SERVER: ServerName.default(DEFAULT_SERVER),
  FLASH_INSTANCE_ID: InstanceId.optional(),
  FLASH_BOOT_ID: z.string().min(1).max(200).optional(),
  FLASH_POLL_MS: Ms.default(2_000),
  FLASH_HEARTBEAT_MS: Ms.default(2_000),
  FLASH_IDLE_OFF_MS: Ms.default(10 * 60_000),
  FLASH_WORK_DIR: z.string().min(1).default("/var/lib/flash"),
  FLASH_TRAINERS: jsonText.pipe(z.partialRecord(TaskType, ArgvSchema)).prefault("{}"),
  FLASH_TRAINER_RESTARTS: z.coerce.number().int().min(0).max(100).default(2),
  FLASH_TRAINER_OUTPUT_BYTES: z.coerce.number().int().positive().default(TRAINER_LIMITS.outputBytes),
  FLASH_CHECKPOINT_MS: Ms.default(60_000),
  FLASH_TRAINER_LAUNCHER: jsonText.pipe(ArgvSchema).optional(),
  FLASH_TRAINER_USER: UserSchema.optional(),
  FLASH_METADATA_URL: z.url({ protocol: /^http$/u }).optional(),
  FLASH_POWER_OFF: jsonText.pipe(ArgvSchema).optional(),
});

/**
 * Reads the agent's part of the environment; AWS's own variables are left to its SDK.
 *
 * @throws Error that lists every variable that is missing or wrong, and what it must be.
 */
export function loadAgentConfig(env: Readonly<Record<string, string | undefined>>): AgentConfig {
  const parsed = Env.safeParse(Object.fromEntries(Object.entries(env).filter(([, value]) => value !== "")));
  if (!parsed.success) throw new Error(`The training server's environment is wrong:\n${faultsOf(parsed.error)}`);
  const { data } = parsed;
  return {
    bucket: data.FLASH_BUCKET,
    server: data.FLASH_SERVER,
    instance: data.FLASH_INSTANCE_ID ?? null,
    bootId: data.FLASH_BOOT_ID ?? null,
    pollMs: data.FLASH_POLL_MS,
    heartbeatMs: data.FLASH_HEARTBEAT_MS,
    idleOffMs: data.FLASH_IDLE_OFF_MS,
    workDir: data.FLASH_WORK_DIR,
    trainers: data.FLASH_TRAINERS,
    trainerRestarts: data.FLASH_TRAINER_RESTARTS,
    trainerOutputBytes: data.FLASH_TRAINER_OUTPUT_BYTES,
    checkpointMs: data.FLASH_CHECKPOINT_MS,
    trainerLauncher: data.FLASH_TRAINER_LAUNCHER ?? null,
    trainerUser: data.FLASH_TRAINER_USER ?? null,
    metadataUrl: data.FLASH_METADATA_URL ?? null,
    powerOff: data.FLASH_POWER_OFF ?? null,
  };
}

const faultsOf = (error: z.ZodError): string =>
  error.issues.map(({ path, message }) => `  ${path.join(".")}: ${message}`).join("\n");
