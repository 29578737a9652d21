/* Daehwa for web sites: a visitor chats with the centre. See docs/administrators.md.
   <script defer src="https://CENTRE/chat.js" data-site="SITE"></script> */

import { Panel } from "./panel";
import { languageOf, wordsIn } from "./words";

const script = document.currentScript as HTMLScriptElement | null;
const site = script?.dataset.site;
if (script && site && !document.querySelector("daehwa-chat")) {
  const language = languageOf(script.dataset.language);
  const begin = () =>
    new Panel(new URL(script.src).origin, site, language, wordsIn(language), script.dataset.look);
  if (document.body) begin();
  else addEventListener("DOMContentLoaded", begin);
}
