import { useDesk } from "../state/context";
import { showCall } from "../state/live";
import { isIncomingRing } from "../state/selection";
import { useShortcut } from "../state/shortcuts";

/** Shortcuts that belong to no part of the screen. */
export function Commands() {
  const desk = useDesk();
  useShortcut("palette", () => desk.open.set({ is: "palette", text: "" }));
  useShortcut("search", () => desk.open.set({ is: "palette", text: "" }));
  useShortcut("help", () => desk.open.set({ is: "shortcuts" }));
  useShortcut("settings", () => desk.open.set({ is: "settings", tab: "general" }));
  useShortcut("triage", () => desk.open.set({ is: "triage" }));
  useShortcut("swap", () => {
    const calls = desk.calls.get();
    const now = calls.findIndex((view) => view.call.id === desk.selection.get().call);
    const next = calls[(now + 1) % calls.length];
    if (next && !isIncomingRing(next)) showCall(desk, next.call.id);
  });
  return null;
}
