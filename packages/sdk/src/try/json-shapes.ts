/**
 * What is read of a model's own files, by hand: their digests have been compared, and a schema library would weigh more
 * than everything else that runs a model.
 */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

export const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((entry) => typeof entry === "string");

export const isNumber = (value: unknown): value is number => typeof value === "number";

export const isTriple = (value: unknown): value is [number, number, number] =>
  Array.isArray(value) && value.length === 3 && value.every(isNumber);
