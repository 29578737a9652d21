import type { Triage, TriageContact, TriageOption } from "../api/generated/types";
import { localeStore, textFor } from "../i18n/text";
import { topicName } from "../words/need";
import type { Desk } from "./desk";

/** What the triage window shows; `null` while it is closed and nothing has to be read. */
export type TriageShown = null | "reading" | "failed" | Triage;

/** Reads what waits, when the window is open. */
export async function readTriage(desk: Desk): Promise<void> {
  const before = desk.triage.get();
  if (before === null) return;
  const read = await desk.run(desk.commands.triage());
  // It was closed meanwhile.
  if (desk.triage.get() === null) return;
  if (read) desk.triage.set(read);
  else if (typeof before === "string") desk.triage.set("failed");
}

/** Puts a contact to a dialogue. It leaves the list at once; what comes back puts it back into triage, `null` when it failed. */
export async function assign(
  desk: Desk,
  contact: TriageContact,
  option: TriageOption,
): Promise<(() => void) | null> {
  const { id: interaction, customer } = contact.interaction;
  const shown = desk.triage.get();
  if (shown && typeof shown !== "string") {
    const contacts = shown.contacts.filter((it) => it.interaction.id !== interaction);
    desk.triage.set({ contacts, total: shown.total - (shown.contacts.length - contacts.length) });
  }
  const done = await desk.run(
    desk.commands.assign({ customer, interaction, to: option.choice }).then(() => true),
  );
  if (!done) {
    await readTriage(desk);
    return null;
  }
  const { locale } = localeStore.get();
  const undo = () => void desk.run(desk.commands.assign({ customer, interaction, to: { is: "triage" } }));
  const topic = topicName(desk.topics.get(), option.topic, locale, textFor(locale));
  desk.notices.tell(
    "triage.assigned",
    { who: contact.customer_name, topic },
    { key: "triage.undo", run: undo },
  );
  return undo;
}
