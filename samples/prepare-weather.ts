/**
 * Makes samples/weather.csv and samples/temperature.csv from weather records of Seattle. Same package, same bytes.
 *
 *     npm pack vega-datasets@3.2.1 --pack-destination /tmp/vega
 *     tar xzf /tmp/vega/*.tgz -C /tmp/vega
 *     npx --no node samples/prepare-weather.ts /tmp/vega/package/data
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/** Of the 8,760 hours of the year: any two that follow each other are nearly alike. 5 meets every hour of the day. */
const EVERY_HOUR = 5;

/** Cells have neither quotes nor commas in them. */
const rowsOf = (file: string): string[][] =>
  readFileSync(file, "utf8")
    .trim()
    .split(/\r?\n/u)
    .slice(1)
    .map((line) => line.split(","));

const monthOf = (date: string): string => MONTHS[Number(date.slice(5, 7)) - 1] ?? "";

/** What the weather of a day was called, from what was measured on it. */
const weather = (folder: string): string[] => [
  "month,precipitation_mm,temp_max_c,temp_min_c,wind_m_s,target",
  ...rowsOf(join(folder, "seattle-weather.csv")).map(([date = "", ...measured]) =>
    [monthOf(date), ...measured].join(","),
  ),
];

/** The normal temperature of an hour, from when it is, the air pressure and the wind. */
const temperature = (folder: string): string[] => [
  "month,hour,pressure_hpa,wind_m_s,target",
  ...rowsOf(join(folder, "seattle-weather-hourly-normals.csv"))
    .filter((_, hour) => hour % EVERY_HOUR === 0)
    .map(([date = "", pressure, celsius, wind]) =>
      [monthOf(date), Number(date.slice(11, 13)), pressure, wind, celsius].join(","),
    ),
];

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write("usage: prepare-weather.ts FOLDER   (the package's data; see the top of this file)\n");
  process.exitCode = 2;
} else {
  for (const [name, lines] of Object.entries({ weather: weather(folder), temperature: temperature(folder) })) {
    writeFileSync(join(import.meta.dirname, `${name}.csv`), `${lines.join("\n")}\n`);
    process.stderr.write(`${name}.csv: ${lines.length - 1} rows\n`);
  }
}
