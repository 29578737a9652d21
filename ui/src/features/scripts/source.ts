import { useCallback, useEffect, useRef, useState } from "react";
import type { Changed, ScriptDraft } from "../../api/generated/types";
import { useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import type { Desk } from "../../state/desk";
import type { Edited, Mode } from "../../state/scriptDrafts";
import { fileErrorText } from "./problems";
import { freeKey, newScript } from "./steps";

const READ_AFTER_MS = 400;

/** All scripts as they are edited: one draft, as text or in the form. Each is written over to the other when it is turned to. */
export interface Source {
  mode: Mode;
  /** `null`: not here yet. */
  text: string | null;
  scripts: readonly Edited[];
  chosen: Edited | undefined;
  /** Why the text can't be read. */
  wrong: string | null;
  turnTo: (mode: Mode) => Promise<void>;
  type: (text: string) => void;
  choose: (script: Edited) => void;
  /** Changes the chosen script. */
  edit: (draft: ScriptDraft) => void;
  add: () => void;
  publish: () => Promise<boolean>;
}

export function useSource(): Source {
  const desk = useDesk();
  const words = useText();
  const [mode, setMode] = useState<Mode>(() => desk.keptScripts.current?.mode ?? "form");
  const [text, setText] = useState<string | null>(null);
  const [scripts, setScripts] = useState<readonly Edited[]>([]);
  const [at, setAt] = useState(0);
  const [wrong, setWrong] = useState<string | null>(null);
  const chosen = scripts[at] ?? scripts[0];
  /** The text as the centre had it when the window was opened. */
  const [published, setPublished] = useState("");
  /** The text of which the scripts are. */
  const readText = useRef<string | null>(null);
  const latest = useRef({ text, scripts, chosen });
  latest.current = { text, scripts, chosen };

  /** Reads a text: its scripts, or `null` when it can't be read. What can't be read leaves the last that could. */
  const read = useCallback(
    async (written: string, isStale: () => boolean = () => false) => {
      const found = await desk.run(desk.commands.importScripts({ text: written }));
      if (isStale() || !found) return null;
      readText.current = written;
      setWrong(found.is === "unreadable" ? fileErrorText(found.error, words) : null);
      if (found.is === "unreadable") return null;
      const key = latest.current.chosen?.draft.key;
      const same = found.scripts.findIndex((it) => it.draft.key === key);
      if (same >= 0) setAt(same);
      const now = found.scripts.map(
        (it, index): Edited => ({ ...it, number: index + 1, touched: false, unpublished: it.check.changed }),
      );
      setScripts(now);
      return now;
    },
    [desk, words],
  );

  useEffect(() => {
    let gone = false;
    const begin = async () => {
      const kept = desk.keptScripts.current;
      const written = await desk.run(desk.commands.exportScripts());
      if (gone) return;
      const first = kept?.text ?? written?.text;
      const found = first === undefined ? null : await read(first, () => gone);
      const touched = await Promise.all((kept?.touched ?? []).map((it) => checkedAgain(desk, it)));
      if (gone) return;
      const all = laidOver(found ?? [], touched, kept?.text != null);
      const at = all.findIndex((it) => it.draft.key === kept?.chosen);
      setScripts(all);
      if (at >= 0) setAt(at);
      setPublished(written?.text ?? "");
      setText(first ?? "");
    };
    void begin();
    return () => {
      gone = true;
    };
  }, [desk, read]);
  const isEdited = wrong !== null || scripts.some((it) => it.unpublished);
  useEffect(() => {
    if (text === null) return;
    const own = text === published ? null : text;
    // Beside the centre's text one that was published is the centre's, too.
    const touched = scripts.filter((it) => it.touched && (own !== null || it.unpublished));
    const unread = mode === "text" && text !== readText.current;
    desk.keptScripts.current =
      isEdited || unread ? { mode, text: own, touched, chosen: chosen?.draft.key } : null;
  }, [desk, mode, text, published, scripts, chosen, isEdited]);

  const change = (script: Edited, fields: Partial<Edited>) => {
    const place = latest.current.scripts.indexOf(script);
    const next = latest.current.scripts.map((it, index) => (index === place ? { ...it, ...fields } : it));
    latest.current.scripts = next;
    setScripts(next);
  };

  useLater(mode === "text" ? text : null, (written, isStale) => void read(written, isStale));
  useLater(mode === "form" && chosen?.touched ? chosen.draft : null, async (draft, isStale) => {
    const check = await desk.run(desk.commands.checkScript(draft));
    const now = latest.current.scripts.find((it) => it.draft === draft);
    if (check && now && !isStale()) change(now, { check, unpublished: check.changed });
  });

  const turnTo = async (next: Mode) => {
    if (text === null || next === mode) return;
    if (next === "form") {
      if (await read(text)) setMode("form");
      return;
    }
    const changed = scripts
      .filter((it) => it.touched)
      .map(({ number, draft }): Changed => ({ number, draft }));
    const written =
      changed.length === 0 ? { text } : await desk.run(desk.commands.writeScripts({ text, changed }));
    if (!written) return;
    setText(written.text);
    setMode("text");
  };

  return {
    mode,
    text,
    scripts,
    chosen,
    wrong,
    turnTo,
    type: setText,
    choose: (script) => setAt(scripts.indexOf(script)),
    edit: (draft) => chosen && change(chosen, { draft, touched: true, unpublished: true }),
    add: () => {
      const draft = newScript(
        freeKey(
          "script",
          scripts.map((it) => it.draft.key),
        ),
      );
      const check = { problems: [], changed: true };
      setScripts([
        ...scripts,
        { draft, check, own_layout: false, number: null, touched: true, unpublished: true },
      ]);
      setAt(scripts.length);
    },
    publish: async () => {
      if (!chosen) return false;
      const done = await desk.run(desk.commands.publishScript(chosen.draft));
      if (!done) return false;
      const now = latest.current.chosen;
      // What was typed meanwhile is on top of what is published now.
      if (now?.draft.key === chosen.draft.key) {
        const draft = { ...now.draft, id: done.id, base: done.version };
        const check = await desk.run(desk.commands.checkScript(draft));
        if (check && latest.current.scripts.includes(now))
          change(now, { draft, check, unpublished: check.changed });
      }
      return true;
    },
  };
}

async function checkedAgain(desk: Desk, script: Edited): Promise<Edited> {
  const check = await desk.run(desk.commands.checkScript(script.draft));
  return check ? { ...script, check, unpublished: check.changed } : script;
}

/** Scripts with what was changed of them in the form. By its number a script is known only in the same text. */
function laidOver(scripts: readonly Edited[], touched: readonly Edited[], sameText: boolean): Edited[] {
  const all = [...scripts];
  for (const edited of touched) {
    const { id } = edited.draft;
    const at = all.findIndex((it) =>
      sameText ? it.number === edited.number : id !== null && it.draft.id === id,
    );
    const known = edited.number === null && sameText ? undefined : all[at];
    if (known) all[at] = { ...edited, number: known.number };
    else all.push({ ...edited, number: null });
  }
  return all;
}

/** Does something with a value when it has been the same for a moment; not for `null`. */
function useLater<T>(value: T | null, work: (value: T, isStale: () => boolean) => void) {
  const doIt = useRef(work);
  doIt.current = work;
  useEffect(() => {
    if (value === null) return;
    let stale = false;
    const timer = setTimeout(() => doIt.current(value, () => stale), READ_AFTER_MS);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [value]);
}
