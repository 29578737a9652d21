import { createStore } from "./store";

/** Which side of the right column is turned up. */
export type PanelTab = "work" | "conversation" | "customer" | "knowledge";

export const panelStore = createStore<PanelTab>("work");
