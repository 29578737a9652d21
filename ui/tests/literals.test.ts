import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const SOURCE = join(import.meta.dirname, "../src");
const SPOKEN = new Set(["aria-label", "title", "placeholder", "label", "hint", "alt", "aria-description"]);
const LETTER = /\p{L}/u;

function* filesIn(folder: string, ending: RegExp): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && ending.test(entry.name) && !/generated|testing|\.test\./.test(path)) yield path;
  }
}

/** Words written into a component instead of a message. */
function literalsIn(path: string): string[] {
  const file = ts.createSourceFile(
    path,
    readFileSync(path, "utf8"),
    ts.ScriptTarget.Latest,
    true,
    ts.ScriptKind.TSX,
  );
  const found: string[] = [];
  const visit = (node: ts.Node) => {
    if (ts.isJsxText(node) && LETTER.test(node.text)) found.push(node.text.trim());
    if (
      ts.isJsxExpression(node) &&
      node.expression &&
      ts.isStringLiteral(node.expression) &&
      ts.isJsxElement(node.parent)
    ) {
      if (LETTER.test(node.expression.text)) found.push(node.expression.text);
    }
    if (
      ts.isJsxAttribute(node) &&
      SPOKEN.has(node.name.getText()) &&
      node.initializer &&
      ts.isStringLiteral(node.initializer)
    ) {
      if (LETTER.test(node.initializer.text)) found.push(node.initializer.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

describe("components", () => {
  it("have no words of their own: every text is a message", () => {
    const found = [...filesIn(SOURCE, /\.tsx$/)].flatMap((path) =>
      literalsIn(path).map((text) => `${path}: ${text}`),
    );
    expect(found).toEqual([]);
  });

  it("have no colours of their own: every colour is a token", () => {
    const found = [...filesIn(SOURCE, /\.(css|tsx)$/)]
      .filter((path) => !path.endsWith("tokens.css"))
      .filter((path) => /(#[0-9a-f]{3,8}\b|\b(rgb|hsl|oklch)a?\()/i.test(readFileSync(path, "utf8")));
    expect(found).toEqual([]);
  });

  it("stay under 300 lines a file", () => {
    const long = [...filesIn(SOURCE, /\.tsx?$/)].filter(
      (path) => readFileSync(path, "utf8").split("\n").length > 300,
    );
    expect(long).toEqual([]);
  });

  it("reach the shell only through the platform folder", () => {
    const found = [...filesIn(SOURCE, /\.tsx?$/)]
      .filter((path) => !path.includes("/platform/"))
      .filter((path) => /@tauri-apps|__TAURI|\bfetch\(|EventSource/.test(readFileSync(path, "utf8")));
    expect(found).toEqual([]);
  });
});
