import { createStore } from "./store";

/** Which side of the right column is turned up. */
export type PanelTab = "work" | "conversation" | "customer";

export const panelStore = createStore<PanelTab>("work");
