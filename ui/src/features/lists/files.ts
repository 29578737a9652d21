import type { CallList, MemberView } from "../../api/generated/types";
import { localeStore } from "../../i18n/text";
import { whenFor } from "../../i18n/when";
import type { Desk } from "../../state/desk";
import type { CsvCell } from "../../words/csv";
import { type ListWords, offText, reasonText } from "../../words/lists";
import { saveTable } from "../funnel/files";
import { readAllMembers } from "./members";

/** Saves a list with what came of each member as a file. */
export async function saveMembers(desk: Desk, list: CallList, words: ListWords): Promise<void> {
  const members = await readAllMembers(desk, list.id);
  const { text } = words;
  const { key } = whenFor(localeStore.get());
  const head = [
    text("lists.rank"),
    text("customer.name"),
    text("customer.company"),
    text("funnel.tier"),
    text("contact.phone"),
    text("lists.reasonHead"),
    text("lists.result"),
    text("lists.calls"),
    text("lists.by"),
    text("lists.at"),
  ];
  const rows = members.map((row): CsvCell[] => [
    row.rank,
    row.name,
    row.company,
    text(`tier.${row.tier}`),
    row.number_text,
    reasonText(row.reason, words),
    resultText(row, words),
    row.result?.is === "called" ? row.result.calls : 0,
    row.result ? row.result_by : row.taken_by,
    row.result ? key(row.result.at_ms) : null,
  ]);
  saveTable(desk, list.name.replaceAll(/[\\/:*?"<>|]/g, " ").trim() || "list", [head, ...rows]);
}

function resultText({ result }: MemberView, { text }: ListWords): string {
  if (!result) return text("lists.stateOpen");
  return result.is === "called" ? text(`outcome.${result.outcome}`) : offText(result, text);
}
