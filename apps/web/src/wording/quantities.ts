const NUMBER = new Intl.NumberFormat("en");
const DATE = new Intl.DateTimeFormat("en", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
const TIME = new Intl.DateTimeFormat("en", { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });

export const count = (value: number): string => NUMBER.format(value);

/** @param one - the noun; its plural by an s unless given. */
export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;

/** @param share - 0 to 1. */
export const percent = (share: number, digits = 1): string => `${(100 * share).toFixed(digits)} %`;

const UNITS = ["B", "kB", "MB", "GB", "TB"] as const;

/** In decimal units, with three digits at most. */
export function bytes(value: number): string {
  const power = value < 1 ? 0 : Math.min(Math.floor(Math.log10(value) / 3), UNITS.length - 1);
  const scaled = value / 1_000 ** power;
  return `${power === 0 || scaled >= 100 ? Math.round(scaled) : scaled.toFixed(1)} ${UNITS[power]}`;
}

/** In the two largest units: `1 h 5 min`, `42 s`. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} days`;
}

export const usd = (value: number): string => (value < 0.01 ? `$${value.toFixed(4)}` : `$${value.toFixed(2)}`);

export const dateTime = (at: number): string => DATE.format(at);
export const clockTime = (at: number): string => TIME.format(at);

/** To the second today, with its day on any other. */
export const timeOrDay = (at: number, now: number): string =>
  new Date(at).toDateString() === new Date(now).toDateString() ? clockTime(at) : dateTime(at);

/** How long ago, for people. */
export function ago(at: number, now: number): string {
  const seconds = Math.max(0, Math.round((now - at) / 1_000));
  if (seconds < 5) return "just now";
  if (seconds < 3_600) return `${seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min`} ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)} h ago`;
  return dateTime(at);
}
