import type { InboxLine, MessageView } from "../api/generated/types";
import type { Text } from "../i18n/text";
import type { When } from "../i18n/when";

/** By when a conversation is to be answered, or where it stands otherwise. */
export function dueText(line: InboxLine, text: Text, when: When, nowMs: number): string {
  if (line.standing.is === "snoozed")
    return text("inbox.snoozedUntil", { moment: when.moment(line.standing.until_ms, nowMs) });
  if (line.standing.is === "done")
    return text("inbox.doneSince", { moment: when.moment(line.last_ms, nowMs) });
  if (line.due_ms === null) return text("inbox.nobodyWaits");
  const key = line.due_ms < nowMs ? "inbox.overdue" : "inbox.due";
  return text(key, { moment: when.moment(line.due_ms, nowMs) });
}

/** Why a conversation comes earlier than its time alone says; empty when nothing does so. */
export function earlierText(line: InboxLine, text: Text): string {
  const reasons = line.earlier.map(({ weight, minutes }) => {
    const hours = Math.round(minutes / 6) / 10;
    const by =
      minutes < 60 ? text("inbox.minutes", { count: minutes }) : text("inbox.hours", { count: hours });
    return text(`inbox.earlier.${weight}`, { by, tier: text(`tier.${line.tier}`) });
  });
  return reasons.join(" · ");
}

export type Age = "fresh" | "soon" | "late";
const SOON_MS = 30 * 60_000;

/** How near its time a conversation is. */
export function ageOf(line: InboxLine, nowMs: number): Age {
  if (line.standing.is !== "open" || line.due_ms === null) return "fresh";
  if (line.due_ms < nowMs) return "late";
  return line.due_ms - nowMs < SOON_MS ? "soon" : "fresh";
}

/** The latest words in a line, with who wrote them. */
export function lastText(line: InboxLine, text: Text): string {
  if (!line.last) return "";
  const { direction, kind, author_name: author, words } = line.last;
  if (kind === "auto_reply") return text("inbox.byProgram", { words });
  if (kind === "bounce") return text("inbox.byBounce", { words });
  if (direction === "inbound") return words;
  return text("inbox.byUs", { who: author ?? text("lists.somebody"), words });
}

/** What became of a message of ours; `null` where there is nothing to say. */
export function fateText(message: MessageView, text: Text, when: When, nowMs: number): string | null {
  if (message.direction === "inbound") return null;
  if (message.waits_ms !== null)
    return text("message.waitsForMorning", { moment: when.moment(message.waits_ms, nowMs) });
  if (message.unsent) return text("message.waits");
  if (message.files_waiting > 0) return text("message.filesWait", { count: message.files_waiting });
  const { dispatch } = message;
  if (!dispatch) return null;
  return dispatch.is === "failed"
    ? text(`message.failed.${dispatch.reason}`)
    : text(`message.${dispatch.is}`);
}

/** A text in its own words and what it quotes, which starts with `>` line by line (RFC 3676 §4.5). */
export function partsOf(text: string): { quoted: boolean; text: string }[] {
  const parts: { quoted: boolean; text: string }[] = [];
  for (const line of text.split("\n")) {
    const quoted = line.startsWith(">");
    const last = parts.at(-1);
    if (last && last.quoted === quoted) last.text += `\n${line}`;
    else parts.push({ quoted, text: line });
  }
  return parts.filter((part) => part.text.trim() !== "");
}

/** A size in bytes as people read it. */
export function sizeText(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1_000)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
