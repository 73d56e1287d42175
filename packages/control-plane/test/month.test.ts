import { epochMs } from "@flash/schemas";
import { expect, test } from "vitest";
import { monthOf, monthStart, nextMonth } from "../src/quota/month.ts";

test("months are those of the calendar, for every day of two centuries", () => {
  const DAY = 86_400_000;
  for (let ms = 0; ms < Date.UTC(2170, 0); ms += DAY) {
    const date = new Date(ms);
    const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
    const at = epochMs(ms + (ms % 86_399_999));
    const told = [monthOf(at), monthStart(at), nextMonth(at)];
    const known = [date.toISOString().slice(0, 7), Date.UTC(year, month), Date.UTC(year, month + 1)];
    // A plain comparison: seventy thousand assertions take a second.
    if (told.join() !== known.join()) expect(told).toEqual(known);
  }
});

test("the last millisecond belongs to its month", () => {
  const last = epochMs(Date.UTC(2028, 1, 29, 23, 59, 59, 999));
  expect([monthOf(last), nextMonth(last)]).toEqual(["2028-02", last + 1]);
});
