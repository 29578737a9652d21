// Makes site/chat.js of the sources here: one file that the server gives out. With --check it only says whether that is as it would be made,
// and small enough.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createRequire } from "node:module";
import { gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const made = join(here, "..", "chat.js");
/** Of what every visitor of a page loads. */
const MAX_GZIP_BYTES = 30 * 1024;

// The bundler is the screens' own.
const { build } = await import(createRequire(join(here, "../../ui/package.json")).resolve("vite"));

const result = await build({
  configFile: false,
  root: here,
  logLevel: "warn",
  build: {
    write: false,
    target: ["chrome100", "firefox104", "safari16.4"],
    lib: { entry: join(here, "src/main.ts"), formats: ["iife"], name: "daehwaChat" },
    modulePreload: false,
  },
});
const [{ output }] = [result].flat();
const text = output[0].code;
const small = gzipSync(text).length;
if (small > MAX_GZIP_BYTES) {
  console.error(`site/chat.js has ${small} bytes (gzip): more than ${MAX_GZIP_BYTES}`);
  process.exit(1);
}
if (!process.argv.includes("--check")) {
  writeFileSync(made, text);
  console.log(`site/chat.js: ${text.length} bytes, ${small} with gzip`);
} else if (readFileSync(made, "utf8") !== text) {
  console.error("site/chat.js is not what site/chat/build.mjs makes: run it");
  process.exit(1);
}
