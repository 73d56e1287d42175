import { DEFAULT_TEXT_RULES } from "@flash/schemas";
import { expect, test } from "vitest";
import { LabelBook } from "./label-book.ts";

function spanOf(text: string) {
  const bytes = new TextEncoder().encode(`..${text}..`);
  return { bytes, start: 2, end: bytes.length - 2 };
}

test("one label has one class, however it is written", () => {
  const book = new LabelBook(DEFAULT_TEXT_RULES);
  const verdicts = ["spam", "ham", " spam", "spam\t", "spam"].map((text) => book.look(spanOf(text)));
  expect(verdicts.map(({ verdict }) => verdict)).toEqual([0, 1, 0, 0, 0]);
  expect(verdicts.map(({ trimmed }) => trimmed)).toEqual([false, false, true, true, false]);
  expect(book.classes).toEqual(["spam", "ham"]);
});

test("a way of writing that is known is not decoded again", () => {
  const book = new LabelBook(DEFAULT_TEXT_RULES);
  expect(book.look(spanOf("a"))).toBe(book.look(spanOf("a")));
});

test("labels are still right when there are more ways of writing them than are remembered", () => {
  const book = new LabelBook({ ...DEFAULT_TEXT_RULES, maxClasses: 2, maxLabelCharacters: 1_000 });
  const spaced = (label: string, spaces: number) => spanOf(" ".repeat(spaces) + label);
  for (let spaces = 0; spaces < 500; spaces++) {
    expect(book.look(spaced("a", spaces)).verdict).toBe(0);
    expect(book.look(spaced("b", spaces)).verdict).toBe(1);
    expect(book.look(spaced("c", spaces)).verdict).toBe("too_many_classes");
  }
  expect(book.classes).toEqual(["a", "b"]);
});
