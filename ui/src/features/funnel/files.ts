import type { FunnelCustomers, FunnelView, Topic } from "../../api/generated/types";
import { localeStore, textFor } from "../../i18n/text";
import { whenFor } from "../../i18n/when";
import { saveFile } from "../../platform/save";
import type { Desk } from "../../state/desk";
import { type CsvCell, csvText } from "../../words/csv";
import { reachedBy, WAYS, wayText } from "./ways";

const TYPE = "text/csv;charset=utf-8";
const HOUR_MS = 3_600_000;

/** Saves the funnel's numbers as a file. */
export function saveFunnel(desk: Desk, view: FunnelView, topics: readonly Topic[]): void {
  const { locale } = localeStore.get();
  const text = textFor(locale);
  const head = [
    text("funnel.topic"),
    text("funnel.purpose"),
    text("funnel.stageNumber"),
    text("funnel.stage"),
    text("funnel.reached"),
    text("funnel.before"),
    ...WAYS.map((way) => wayText(way, text)),
    text("funnel.wentOn"),
    text("funnel.medianHours"),
    text("funnel.open"),
    text("funnel.closed"),
    text("funnel.agedOut"),
  ];
  const rows = view.funnel.topics.flatMap((funnel) => {
    const topic = topics.find((it) => it.id === funnel.topic);
    return funnel.stages.map((stage, index): CsvCell[] => [
      topic?.name[locale] ?? "",
      topic ? text(`purpose.${topic.purpose}`) : "",
      index + 1,
      topic?.stages[index]?.name[locale] ?? "",
      stage.reached,
      stage.before,
      ...WAYS.map((way) => reachedBy(stage, way)),
      stage.went_on,
      stage.median_ms === null ? null : Math.round((stage.median_ms / HOUR_MS) * 10) / 10,
      stage.open,
      stage.closed,
      stage.aged_out,
    ]);
  });
  saveTable(desk, "funnel", [head, ...rows]);
}

/** Saves the customers behind a number as a file. */
export function saveCustomers(desk: Desk, customers: FunnelCustomers, topics: readonly Topic[]): void {
  const { locale, timeZone } = localeStore.get();
  const text = textFor(locale);
  const when = whenFor({ locale, timeZone });
  const head = [
    text("customer.name"),
    text("customer.company"),
    text("funnel.tier"),
    text("contact.phone"),
    text("funnel.topic"),
    text("funnel.stage"),
    text("funnel.endHead"),
    text("funnel.reachedOn"),
    text("funnel.lastContact"),
  ];
  const rows = customers.rows.map((row): CsvCell[] => {
    const topic = topics.find((it) => it.id === row.topic);
    return [
      row.name,
      row.company,
      text(`tier.${row.tier}`),
      row.number_text,
      topic?.name[locale] ?? "",
      text("stage.move", { number: row.stage, name: topic?.stages[row.stage - 1]?.name[locale] ?? "" }),
      text(`funnel.end.${row.end}`),
      when.key(row.at_ms),
      when.key(row.last_contact_ms),
    ];
  });
  saveTable(desk, "funnel-customers", [head, ...rows]);
}

/** Saves rows as a file. */
export function saveTable(desk: Desk, name: string, rows: readonly CsvCell[][]): void {
  const file = `${name}.csv`;
  saveFile(file, csvText(rows), TYPE);
  desk.notices.tell("topics.saved", { file });
}
