import { useCallback, useEffect, useRef, useState } from "react";
import type { Changed, ImportedScript, ScriptDraft } from "../../api/generated/types";
import { useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { fileErrorText } from "./problems";
import { freeKey, newScript } from "./steps";

const READ_AFTER_MS = 400;

export type Mode = "form" | "text";

/** A script of the text as it is edited. */
export interface Edited extends Omit<ImportedScript, "line"> {
  /** Which of the text (from 1); `null`: it is not in it yet. */
  number: number | null;
  /** Changed in the form, and not in the text yet. */
  touched: boolean;
}

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
  const [mode, setMode] = useState<Mode>("form");
  const [text, setText] = useState<string | null>(null);
  const [scripts, setScripts] = useState<readonly Edited[]>([]);
  const [at, setAt] = useState(0);
  const [wrong, setWrong] = useState<string | null>(null);
  const chosen = scripts[at] ?? scripts[0];
  const latest = useRef({ text, scripts, chosen });
  latest.current = { text, scripts, chosen };

  /** Reads a text, and whether it could be. What can't be read leaves the last that could. */
  const read = useCallback(
    async (written: string, isStale: () => boolean = () => false) => {
      const found = await desk.run(desk.commands.importScripts({ text: written }));
      if (isStale() || !found) return false;
      setWrong(found.is === "unreadable" ? fileErrorText(found.error, words) : null);
      if (found.is === "unreadable") return false;
      const key = latest.current.chosen?.draft.key;
      const same = found.scripts.findIndex((it) => it.draft.key === key);
      if (same >= 0) setAt(same);
      setScripts(found.scripts.map((it, index) => ({ ...it, number: index + 1, touched: false })));
      return true;
    },
    [desk, words],
  );

  useEffect(() => {
    let gone = false;
    void desk.run(desk.commands.exportScripts()).then(async (written) => {
      if (gone) return;
      if (written) await read(written.text, () => gone);
      if (!gone) setText(written?.text ?? "");
    });
    return () => {
      gone = true;
    };
  }, [desk, read]);

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
    if (check && now && !isStale()) change(now, { check });
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
    edit: (draft) => chosen && change(chosen, { draft, touched: true }),
    add: () => {
      const draft = newScript(
        freeKey(
          "script",
          scripts.map((it) => it.draft.key),
        ),
      );
      const check = { problems: [], changed: true };
      setScripts([...scripts, { draft, check, own_layout: false, number: null, touched: true }]);
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
        if (check && latest.current.scripts.includes(now)) change(now, { draft, check });
      }
      return true;
    },
  };
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
