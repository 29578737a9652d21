// Where the built programs are.

import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { join } from "node:path";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const built = join(process.env.CARGO_TARGET_DIR ?? join(root, "target"), process.env.DAEHWA_PROFILE ?? "debug");

/** Pictures and logs of failed runs. */
export const artifacts = fileURLToPath(new URL("../artifacts", import.meta.url));

/** The path of a program of the project; fails when it is not built. */
export function binary(name) {
  const path = join(built, name);
  if (!existsSync(path)) {
    throw new Error(`${path} is missing. Build first: cargo build -p daehwa-desktop -p daehwa-server -p daehwa-practice`);
  }
  return path;
}

/** A folder for one test's data. */
export function scratch(name) {
  const path = mkdtempSync(join(tmpdir(), `daehwa-${name}-`));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
