import { describe, expect, test } from "vitest";
import { childrenOf, readXml, textOf } from "./xml-read.ts";
import { tag, tags, xmlDocument } from "./xml-write.ts";

describe("written XML", () => {
  test("escapes what would be markup, and leaves out what is undefined", () => {
    const document = xmlDocument("Root", tags({ Key: `<a href="x">&'`, Size: 3, Last: true, None: undefined }));
    expect(document).toContain(
      "<Key>&lt;a href=&quot;x&quot;&gt;&amp;&apos;</Key><Size>3</Size><Last>true</Last></Root>",
    );
  });

  test("comes back as it was", () => {
    const text = `"quotes" & <angles> 'and' \u{1f600} ü\ttab`;
    expect(textOf(readXml(xmlDocument("Root", [tag("Key", text)]), "Root"), "Key")).toBe(text);
  });
});

describe("read XML", () => {
  test("skips declaration, namespace, comment and attributes, and resolves entities and CDATA", () => {
    const root = readXml(
      `<?xml version="1.0"?><!-- <b> --><s3:Root xmlns:s3="http://x/>"><Key a='>'>&#65;&#x42;&amp;<![CDATA[<c>]]></Key><Empty/></s3:Root>\n`,
      "Root",
    );
    expect(textOf(root, "Key")).toBe("AB&<c>");
    expect(childrenOf(root, "Empty")).toHaveLength(1);
  });

  test.each([
    ["another root", "<Other/>"],
    ["nothing", ""],
    ["text only", "hello"],
    ["an open element", "<Root><Key></Root>"],
    ["an element too many", "<Root/></Root>"],
    ["two roots", "<Root/><Root/>"],
    ["a DTD", `<!DOCTYPE Root [<!ENTITY x "y">]><Root>&x;</Root>`],
    ["an unknown entity", "<Root>&x;</Root>"],
    ["too deep", `${"<Root>".repeat(50)}${"</Root>".repeat(50)}`],
  ])("refuses %s", (_, source) => {
    expect(() => readXml(source, "Root")).toThrow(expect.objectContaining({ code: "MalformedXML" }));
  });

  test("takes a hostile document in no time", () => {
    const before = process.threadCpuUsage();
    for (const hostile of [`<Root ${"a='".repeat(50_000)}`, "<".repeat(100_000), `<Root>${"&".repeat(100_000)}`])
      expect(() => readXml(hostile, "Root")).toThrow(expect.objectContaining({ code: "MalformedXML" }));
    const { user, system } = process.threadCpuUsage(before);
    expect(user + system, "microseconds of this thread").toBeLessThan(1_000_000);
  });
});
