import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import { UI_EVENT } from "../api/generated/commands";
import type { Platform } from "./platform";

/** The desktop shell. */
export function tauriPlatform(): Platform {
  return {
    invoke: (command, input) => invoke(command, { input }),
    listen: async (onEvent, onLink) => {
      const stop = await listen(UI_EVENT, (event) => onEvent(event.payload));
      onLink(true);
      return stop;
    },
  };
}
