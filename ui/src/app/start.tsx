import type { Root } from "react-dom/client";
import { announceChats } from "../features/inbox/newChats";
import type { Platform } from "../platform/platform";
import { DeskContext } from "../state/context";
import { createDesk, type Desk } from "../state/desk";
import { goLive } from "../state/live";
import { followLook, restoreLook } from "../state/look";
import { listenToKeys } from "../state/shortcuts";
import { App } from "./App";
import "../styles/tokens.css";
import "../styles/base.css";

/** Brings the screens up over a shell. */
export async function start(root: Root, platform: Platform): Promise<Desk> {
  restoreLook();
  followLook();
  const desk = createDesk(platform);
  listenToKeys(desk.settings.get);
  keepNotes(desk);
  root.render(
    <DeskContext value={desk}>
      <App />
    </DeskContext>,
  );
  announceChats(desk);
  await goLive(desk);
  return desk;
}

/** What was typed goes to the journal before the page is hidden or left. */
function keepNotes(desk: Desk): void {
  const flush = () => void desk.notes.flush();
  window.addEventListener("pagehide", flush);
  window.addEventListener("blur", flush);
  document.addEventListener("visibilitychange", flush);
}
