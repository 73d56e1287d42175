import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Sha256 } from "./sha256.ts";

const hex = (bytes: ArrayBuffer) =>
  Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");

test("gives the digests that FIPS 180-4 and NIST publish", () => {
  const digestOf = (text: string) => new Sha256().update(new TextEncoder().encode(text)).digest("hex");
  expect(digestOf("")).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  expect(digestOf("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  expect(digestOf("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")).toBe(
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
  );
  expect(digestOf("a".repeat(1_000_000))).toBe("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
});

test("agrees with WebCrypto at every length up to three blocks", async () => {
  for (let length = 0; length <= 192; length++) {
    const bytes = Uint8Array.from({ length }, (_, index) => (index * 31 + length) % 256);
    expect(new Sha256().update(bytes).digest("hex")).toBe(hex(await crypto.subtle.digest("SHA-256", bytes)));
  }
});

test("agrees with WebCrypto however the bytes are cut", async () => {
  const chunks = fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(chunks, async (parts) => {
      const hash = new Sha256();
      for (const part of parts) hash.update(part);
      const whole = Uint8Array.from(parts.flatMap((part) => [...part]));
      expect(hash.digest("hex")).toBe(hex(await crypto.subtle.digest("SHA-256", whole)));
    }),
  );
});
