import * as z from "zod";
import { TrainerEvent } from "./events.ts";

/** A line of standard output: an event, or something to keep in the log. Nothing a trainer prints is fatal. */
export type TrainerLine =
  | { kind: "event"; event: TrainerEvent }
  /** JSON with a `type` of a later protocol, or an event with wrong fields (`problem` says which). */
  | { kind: "ignored"; type: string; problem: string }
  | { kind: "log"; text: string };

const Typed = z.object({ type: z.string() });
const KNOWN_TYPES: ReadonlySet<string> = new Set(TrainerEvent.options.map((option) => option.shape.type.value));

/** Reads one line, without its line feed. The caller cuts lines at `TRAINER_LIMITS.lineBytes`. */
export function parseTrainerLine(line: string): TrainerLine {
  const value = jsonOrUndefined(line);
  const typed = Typed.safeParse(value);
  if (!typed.success) return { kind: "log", text: line };
  const { type } = typed.data;
  if (!KNOWN_TYPES.has(type)) return { kind: "ignored", type, problem: "unknown type" };
  const event = TrainerEvent.safeParse(value);
  if (!event.success) return { kind: "ignored", type, problem: z.prettifyError(event.error) };
  return { kind: "event", event: event.data };
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
