const SAVED_WITHIN_MS = 60_000;

/** Saves a file into the folder for downloads. */
export function saveFile(name: string, content: BlobPart, type: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  // The view reads the file after the click.
  setTimeout(() => URL.revokeObjectURL(link.href), SAVED_WITHIN_MS);
}
