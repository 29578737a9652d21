/* Daehwa for web sites: tells the centre which pages a visitor who agreed has read. See docs/web-events.md.
   <script defer src="https://CENTRE/web/v1/daehwa.js" data-site="SITE"></script> */
(() => {
  "use strict";
  const script = document.currentScript;
  const site = script?.dataset.site;
  if (!site || window.daehwa) return;
  const centre = new URL(script.src).origin + "/api/v1/web/";
  const HELD = 200; // events that wait at most, over all page loads
  const ACTIVE_AFTER_MS = 5000; // a page that was in view for so long was read
  const GATHER_MS = 500;
  const LONGEST_WAIT_MS = 300000;
  const KEY = "daehwa." + site;

  // Storage can be full or forbidden: then this page load is all that is remembered.
  const memory = {};
  const load = (key) => {
    try {
      return JSON.parse(localStorage.getItem(key) ?? "null") ?? memory[key];
    } catch {
      return memory[key];
    }
  };
  const save = (key, value) => {
    if (value == null) delete memory[key];
    else memory[key] = value;
    try {
      if (value == null) localStorage.removeItem(key);
      else localStorage.setItem(key, JSON.stringify(value));
    } catch {}
  };
  const queues = () => {
    const keys = new Set(Object.keys(memory));
    try {
      Object.keys(localStorage).forEach((key) => keys.add(key));
    } catch {}
    return [...keys].filter((key) => key.startsWith(KEY + ".q")).sort();
  };

  const refuses = () => navigator.globalPrivacyControl === true || navigator.doNotTrack === "1";
  const state = () => load(KEY) ?? {};
  const agreed = () => state().consent === true && !refuses();

  let stream = 0;
  let number = 0;
  let events = []; // of this page load, not taken by the server yet
  let active = false;
  let timer = 0;
  let sending = false;
  let wait = GATHER_MS;
  let seen = null;
  let opened = null; // the proof in the link by which the visitor came
  const own = () => KEY + ".q" + stream;

  const post = (what, body) =>
    fetch(centre + what, { method: "POST", body: JSON.stringify({ site, ...body }), keepalive: true, credentials: "omit" });
  const visit = (stream, events) => ({
    sent_ms: Date.now(),
    consent: true,
    visits: [{ visitor: state().visitor, stream, active: true, events }],
  });

  const later = () => {
    if (!timer) timer = setTimeout(send, wait);
  };
  const keep = () => {
    events = events.slice(-HELD);
    if (agreed()) save(own(), events.length ? events : null);
  };

  /** Sends what waits: of this page load, and what earlier ones left. Twice does no harm: the server knows stream and number. */
  async function send() {
    timer = 0;
    if (sending || !agreed() || !active) return;
    sending = true;
    try {
      if (!state().visitor) {
        const answer = await post("visitor", { consent: true });
        if (!answer.ok) throw answer;
        const { visitor } = await answer.json();
        if (!agreed()) return;
        save(KEY, { ...state(), visitor });
      }
      if (opened) {
        const answer = await post("identify", { visitor: state().visitor, link: opened });
        if (answer.status >= 500 || answer.status === 429) throw answer;
        opened = null;
      }
      for (const key of queues()) {
        const mine = key === own();
        const part = (mine ? events : (load(key) ?? [])).slice(0, 100);
        if (!part.length) {
          save(key, null);
          continue;
        }
        const answer = await post("events", visit(+key.slice(KEY.length + 2), part));
        if (answer.status === 403 && (await answer.clone().json()).code === "visitor") {
          save(KEY, { ...state(), visitor: undefined });
          throw answer;
        }
        if (answer.status === 429 || answer.status >= 500) throw answer;
        const last = part.at(-1).n; // taken, or not wanted
        if (mine) {
          events = events.filter((it) => it.n > last);
          keep();
        } else {
          const rest = (load(key) ?? []).filter((it) => it.n > last);
          save(key, rest.length ? rest : null);
        }
      }
      wait = GATHER_MS;
      if (queues().length) later();
    } catch {
      wait = Math.min(Math.max(wait * 2, 2000), LONGEST_WAIT_MS);
      later();
    } finally {
      sending = false;
    }
  }

  const note = (page, action, words) => {
    events.push({ n: ++number, at_ms: Date.now(), page, action, words });
    keep();
    later();
  };
  const page = (path = location.pathname) => {
    if (path === seen) return;
    seen = path;
    note(path);
  };
  const touched = () => {
    if (active) return;
    active = true;
    later();
  };
  const begin = () => {
    stream = Math.max((state().stream ?? 0) + 1, Date.now() * 1000 + Math.floor(Math.random() * 1000));
    save(KEY, { ...state(), stream });
    keep();
    later();
  };

  window.daehwa = {
    /** Whether the visitor agrees to be known. Kept; without it nothing is stored and nothing is sent. */
    consent(yes) {
      const { visitor } = state();
      if (yes && !refuses()) {
        if (agreed()) return;
        save(KEY, { ...state(), consent: true });
        begin();
        return;
      }
      for (const key of queues()) save(key, null);
      save(KEY, { consent: false });
      events = [];
      if (visitor) post("forget", { visitor, withdrawn: true }).catch(() => {});
    },
    /** Something the visitor did on this page, such as "order"; with what the visitor wrote beside it, such as in a survey. */
    action: (name, words) => note(location.pathname, String(name), words && String(words).slice(0, 1000)),
    /** Another page, where the path in the address does not say so. */
    page,
    /** The visitor's id, for the site's server to say who it is; null before there is one. */
    visitor: () => (agreed() ? (state().visitor ?? null) : null),
  };

  const here = new URL(location.href);
  const link = here.searchParams.get("daehwa");
  if (link) {
    // Out of the address at once: it would be passed on with it.
    here.searchParams.delete("daehwa");
    history.replaceState(history.state, "", here);
    opened = link;
  }
  for (const name of ["pushState", "replaceState"]) {
    const before = history[name];
    history[name] = function (...args) {
      const result = before.apply(this, args);
      page();
      return result;
    };
  }
  addEventListener("popstate", () => page());
  for (const it of ["pointerdown", "keydown", "scroll", "touchstart"]) {
    addEventListener(it, touched, { passive: true, capture: true, once: true });
  }
  setTimeout(() => document.visibilityState === "visible" && touched(), ACTIVE_AFTER_MS);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden" || !active || !agreed() || !state().visitor || !events.length) return;
    // It stays in the queue: whether it arrived is known the next time.
    navigator.sendBeacon?.(centre + "events", JSON.stringify({ site, ...visit(stream, events.slice(0, 100)) }));
  });
  addEventListener("online", () => {
    wait = GATHER_MS;
    later();
  });
  if (agreed()) begin();
  page();
})();
