import { expect, test } from "vitest";
import { callerOfClaims, ownerOf } from "./caller-of-claims.ts";

test.each([
  ["550e8400-e29b-41d4-a716-446655440000", "idp.550e8400-e29b-41d4-a716-446655440000"],
  ["auth0|5f7c", "idp.auth0_7c5f7c"],
  ["Ann", "idp._41nn"],
  ["a/../b", "idp.a_2f.._2fb"],
  ["ü", "idp._c3_bc"],
])("the subject %s is the owner %s", (subject, owner) => {
  expect(ownerOf("idp", subject)).toBe(owner);
});

test("no two subjects are one owner, however they are written", () => {
  const subjects = ["ann", "Ann", "_41nn", "a_n", "a n", "a|n", "ａnn"];
  expect(new Set(subjects.map((subject) => ownerOf("idp", subject))).size).toBe(subjects.length);
});

test("a subject that is too long, empty or no text stands for nobody", () => {
  expect(ownerOf("idp", "x".repeat(200))).toBeNull();
  for (const sub of ["", 7, null, undefined, ["ann"]]) expect(callerOfClaims({ name: "idp" }, { sub })).toBeNull();
});

test("an admin is who has the configured value in the configured claim, and nobody else", () => {
  const admin = { claim: "cognito:groups", value: "admins" };
  const isAdmin = (claims: object, configured = true) =>
    callerOfClaims({ name: "idp", ...(configured ? { admin } : {}) }, { sub: "ann", ...claims })?.admin;
  expect(isAdmin({ "cognito:groups": ["users", "admins"] })).toBe(true);
  expect(isAdmin({ "cognito:groups": "admins" })).toBe(true);
  expect(isAdmin({ "cognito:groups": ["admins2"] })).toBe(false);
  expect(isAdmin({ groups: ["admins"] })).toBe(false);
  expect(isAdmin({})).toBe(false);
  expect(isAdmin({ "cognito:groups": ["admins"], admin: true }, false)).toBe(false);
});
