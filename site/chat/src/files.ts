/** Files of a chat, both ways. */

import { newId } from "./memory";
import type { Line } from "./wire";

export const MAX_FILE_BYTES = 10 * 1024 * 1024;
export const TAKEN =
  ".png,.jpg,.jpeg,.gif,.webp,.heic,.pdf,.txt,.csv,.hwp,.hwpx,.doc,.docx,.xls,.xlsx,.ppt,.pptx";

const TRIES = 4;
const PAUSE_MS = 1_500;

/** Sends a file; a word for why it was not taken. The same line's id each time: however often it arrives, it is there once. */
export async function sendFile(
  centre: string,
  site: string,
  secret: string,
  file: File,
): Promise<string | null> {
  if (file.size > MAX_FILE_BYTES) return "too_large";
  const asked = new URLSearchParams({ site, line: newId(), name: file.name });
  for (let tried = 1; ; tried += 1) {
    try {
      const answer = await fetch(`${centre}/api/v1/chat/files?${asked}`, {
        method: "POST",
        body: file,
        headers: { authorization: `Bearer ${secret}`, "content-type": "application/octet-stream" },
        credentials: "omit",
      });
      if (answer.ok) return null;
      const { code } = await answer.json();
      if (answer.status < 500) return code;
    } catch {}
    if (tried === TRIES) return "unavailable";
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * tried));
  }
}

/** Brings a file and gives it to the browser to keep. It is never opened in the page. */
export async function keepFile(
  centre: string,
  site: string,
  secret: string,
  line: Line,
  file: Line["files"][number],
): Promise<boolean> {
  try {
    const url = `${centre}/api/v1/chat/files/${line.id}/${file.id}?${new URLSearchParams({ site })}`;
    const answer = await fetch(url, { headers: { authorization: `Bearer ${secret}` }, credentials: "omit" });
    if (!answer.ok) return false;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await answer.blob());
    link.download = file.name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    return true;
  } catch {
    return false;
  }
}
