/** `reduceLrOnPlateau` → `Reduce lr on plateau`: for settings whose title nobody has told. */
export function settingName(name: string): string {
  const words = name.replaceAll(/([a-z])([A-Z])/gu, "$1 $2").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function settingValue(value: unknown): string {
  if (value === null) return "off";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "object") {
    return Object.entries(value)
      .map(([name, inner]) => `${settingName(name).toLowerCase()} ${settingValue(inner)}`)
      .join(", ");
  }
  return typeof value === "string" ? value : JSON.stringify(value);
}
