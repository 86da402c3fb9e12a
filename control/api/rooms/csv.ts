/** Comma-separated values (RFC 4180), safe to open in a spreadsheet. */

/** Spreadsheets take a cell that begins so for a formula; the apostrophe tells them that it is text. */
const FORMULA = /^[=+\-@\t\r]/;

export function csv(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => row.map(cell).join(",") + "\r\n").join("");
}

function cell(value: string | number): string {
  if (typeof value === "number") return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
