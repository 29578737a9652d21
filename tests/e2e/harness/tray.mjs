// The tray's icon and menu, as a desktop environment sees them on the message bus.

import { until } from "./until.mjs";

const ITEM = "/org/ayatana/NotificationItem/tray_icon_tray_app_daehwa";

export class Tray {
  /** Finds the tray icon of a running desktop. */
  static async of(desktop) {
    const tray = new Tray(desktop.seat);
    tray.owner = await until("a tray icon", () => tray.#find(desktop.pid));
    return tray;
  }

  constructor(seat) {
    this.seat = seat;
  }

  /** Which picture it shows: the file's bytes differ by state, so its name is enough to see a change. */
  async iconFile() {
    const answer = await this.#call(this.owner, ITEM, "org.freedesktop.DBus.Properties.Get", "org.kde.StatusNotifierItem", "IconName");
    return answer.match(/'([^']+)'/)[1];
  }

  /** The menu's entries with their ids, submenus included. */
  async entries() {
    const layout = await this.#call(this.owner, `${ITEM}/Menu`, "com.canonical.dbusmenu.GetLayout", "0", "--", "-1", "[]");
    return [...layout.matchAll(/\((\d+), \{([^}]*)\}/g)]
      .map(([, id, properties]) => ({
        id: Number(id),
        label: properties.match(/'label': <'([^']*)'>/)?.[1],
        enabled: !properties.includes("'enabled': <false>"),
      }))
      .filter((entry) => entry.label);
  }

  async choose(label) {
    const entry = (await this.entries()).find((entry) => entry.label === label && entry.enabled);
    if (!entry) throw new Error(`the tray has no ${label}`);
    await this.#call(this.owner, `${ITEM}/Menu`, "com.canonical.dbusmenu.Event", String(entry.id), "clicked", "<0>", "0");
  }

  async #find(pid) {
    const names = await this.#call("org.freedesktop.DBus", "/", "org.freedesktop.DBus.ListNames");
    for (const [name] of names.matchAll(/:1\.\d+/g)) {
      try {
        const owner = await this.#call("org.freedesktop.DBus", "/", "org.freedesktop.DBus.GetConnectionUnixProcessID", name);
        if (!owner.includes(`uint32 ${pid},`)) continue;
        await this.#call(name, ITEM, "org.freedesktop.DBus.Properties.Get", "org.kde.StatusNotifierItem", "Id");
        return name;
      } catch {
        // Not this connection, or one that ended meanwhile.
      }
    }
  }

  #call(owner, path, method, ...values) {
    return this.seat.run("gdbus", ["call", "--session", "--dest", owner, "--object-path", path, "--method", method, ...values]);
  }
}
