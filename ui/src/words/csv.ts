/** A cell of a file: words, or a figure. */
export type CsvCell = string | number | null;

/** What a spreadsheet takes as a formula when it stands first (OWASP, CSV injection). */
const FORMULA = /^[=+\-@\t\r\0＝＋－＠]/;

/** Rows as a file that spreadsheets open rightly: UTF-8 with a mark, so that Excel reads Korean, and no cell that it would calculate. */
export function csvText(rows: readonly (readonly CsvCell[])[]): string {
  return `\uFEFF${rows.map((row) => `${row.map(written).join(",")}\r\n`).join("")}`;
}

function written(cell: CsvCell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell);
  // The apostrophe is how a spreadsheet marks text; reading the file back takes it off again.
  const harmless = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
