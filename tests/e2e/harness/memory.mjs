// Memory of a desktop's processes.

import { readFileSync } from "node:fs";

/** Proportional set size of these processes together, in MiB: shared pages count by their share (proc(5), smaps_rollup). */
export function pssMiB(processes) {
  let total = 0;
  for (const { pid } of processes) {
    const kib = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8").match(/^Pss:\s+(\d+) kB/m)[1];
    total += Number(kib) / 1024;
  }
  return total;
}
