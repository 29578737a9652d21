import type { Interaction, Web } from "../api/generated/types";
import type { Text } from "../i18n/text";

/** A page as it is read: the action on it after an arrow. */
export function pageName(page: string): string {
  return page.replace("#", " → ");
}

/** The pages of a visit, each with how often it was read where that was more than once. */
export function webPages(web: Web, text: Text): string {
  const pages = web.pages.map(({ page, touches }) =>
    touches > 1 ? text("web.page", { page: pageName(page), count: touches }) : pageName(page),
  );
  return pages.join(" · ");
}

/** What a contact was about, in a line. */
export function summaryOf(interaction: Interaction, text: Text): string {
  const pages = interaction.web && webPages(interaction.web, text);
  return pages || interaction.summary || text(`channel.${interaction.channel}`);
}

/** When something last happened in a contact: a visit to the web site lasts. */
export function lastOf({ web, started_ms }: Interaction): number {
  return web?.last_ms ?? started_ms;
}
