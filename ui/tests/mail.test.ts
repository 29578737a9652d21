import { describe, expect, it } from "vitest";
import { fileKind, fileRisk, safeFileName } from "../src/words/files";
import { linksOf } from "../src/words/links";

describe("files of strangers", () => {
  it("are named so that no path, mark or reserved word is left", () => {
    for (const [raw, name] of [
      ["견적서.pdf", "견적서.pdf"],
      ["../../etc/passwd", "passwd"],
      ["C:\\temp\\a.exe", "a.exe"],
      ["photo\u202egpj.exe", "photogpj.exe"],
      ["a\u0000b\r\n.txt", "ab.txt"],
      ["CON.txt", "_CON.txt"],
      ["report.pdf.", "report.pdf"],
      ["...", "file"],
      ["", "file"],
    ])
      expect(safeFileName(raw ?? "", "file")).toBe(name);
    expect(safeFileName(`${"가".repeat(500)}.pdf`, "file")).toMatch(/^가{100,116}\.pdf$/);
  });

  it("are what the name says under which they are saved, whatever else was declared", () => {
    expect(fileKind("a.jpg.exe")).toBe("program");
    expect(fileRisk("photo\u202egpj.exe")).toBe("program");
    expect(fileRisk("page.HTML")).toBe("program");
    expect(fileRisk("macro.xlsm")).toBe("program");
    expect(fileRisk("all.zip")).toBe("archive");
    expect(fileRisk("견적서.hwp")).toBeNull();
  });
});

describe("links of a mail", () => {
  const links = (html: string) => linksOf(`<body>${html}</body>`);

  it("are told with their address in plain letters, each once", () => {
    expect(
      links('<a href="https://shop.example/a">here</a><a href="https://shop.example/a">there</a>'),
    ).toEqual([{ words: "here", address: "https://shop.example/a", deceives: false }]);
    expect(links('<a href="https://аррӏе.com/">apple</a>')[0]?.address).toBe("https://xn--80ak6aa92e.com/");
    expect(links('<a href="javascript:alert(1)">x</a><a href="/x">y</a>')).toEqual([]);
  });

  it("say when their words name another place", () => {
    const deceives = (words: string, href: string) => links(`<a href="${href}">${words}</a>`)[0]?.deceives;
    expect(deceives("www.bank.example", "https://evil.example/")).toBe(true);
    expect(deceives("https://bank.example/login", "https://bank.example.evil.example/")).toBe(true);
    expect(deceives("bank.example", "https://www.bank.example/login")).toBe(false);
    expect(deceives("help@bank.example", "mailto:help@bank.example")).toBe(false);
    expect(deceives("지금 확인하기", "https://bank.example/")).toBe(false);
  });
});
