import type { Settings } from "../api/generated/types";
import { localeStore } from "../i18n/text";
import type { Desk } from "./desk";
import { lookStore, rememberLook } from "./look";

/**
 * Changes some settings. The screen follows at once; when saving fails the old settings come back with a notice.
 * Before sign-in only language and colours change, on this machine.
 */
export async function changeSettings(desk: Desk, patch: Partial<Settings>): Promise<boolean> {
  const look = lookStore.get();
  rememberLook({ language: patch.language ?? look.language, theme: patch.theme ?? look.theme });
  const before = desk.settings.get();
  localeStore.update((setting) => ({
    locale: patch.language ?? setting.locale,
    timeZone: patch.time_zone ?? setting.timeZone,
  }));
  if (!before || desk.session.get()?.state !== "signed_in") return true;
  desk.settings.set({ ...before, ...patch });
  const saved = await desk.run(desk.commands.saveSettings({ ...before, ...patch }));
  desk.settings.set(saved ?? before);
  return saved !== null;
}
