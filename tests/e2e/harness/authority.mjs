// Certificate authorities for tests, and certificates of theirs.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "./child.mjs";

const KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];

/** Makes an authority; returns its files, and its certificate as `pem`. */
export async function authority(dir, name) {
  const [key, certificate] = [join(dir, `${name}.key`), join(dir, `${name}.pem`)];
  await run("openssl", ["req", "-x509", ...KEY, "-days", "2", "-subj", `/CN=${name}`, "-keyout", key, "-out", certificate]);
  return { key, certificate, pem: readFileSync(certificate, "utf8") };
}

/** Makes `name.key` and `name.pem` in `dir` for a server at this address, vouched for by `authority`. */
export async function certificateFor(address, dir, name, authority) {
  const [key, request, certificate] = ["key", "csr", "pem"].map((ending) => join(dir, `${name}.${ending}`));
  const extensions = join(dir, `${name}.ext`);
  writeFileSync(extensions, `subjectAltName=IP:${address}\nbasicConstraints=CA:FALSE\n`);
  await run("openssl", ["req", "-new", ...KEY, "-subj", `/CN=${address}`, "-keyout", key, "-out", request]);
  await run("openssl", [
    "x509", "-req", "-days", "2", "-in", request, "-CA", authority.certificate, "-CAkey", authority.key, "-CAcreateserial",
    "-extfile", extensions, "-out", certificate,
  ]);
}
