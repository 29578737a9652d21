import { useEffect, useState } from "react";
import type { Input, InputFault, ScriptDraft, ScriptView } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { type Locale, useLocale, useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { Deeds } from "../script/Deeds";
import { StepView } from "../script/StepView";
import styles from "./Scripts.module.css";

interface Rehearsed {
  view: ScriptView;
  fault: InputFault | null;
}

/** A draft as an agent would have it, with a customer who is made up. */
export function Preview({ draft }: { draft: ScriptDraft }) {
  const text = useText();
  const desk = useDesk();
  const own = useLocale();
  const [spoken, setSpoken] = useState<Locale>(own);
  const [now, setNow] = useState<Rehearsed | null>(null);
  const blank = { answers: {}, done: [], at: null, undone: [] };
  const progress = now?.view.progress ?? blank;
  const go = async (input: Input | null, from = progress) => {
    const next = await desk.run(desk.commands.rehearseScript({ draft, progress: from, input }));
    if (next) setNow(next);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: with another draft one stays where one is, as far as it goes
  useEffect(() => {
    void go(null);
  }, [draft]);
  if (!now) return null;
  const other = spoken === "ko" ? "en" : "ko";
  return (
    <section className={styles.preview} aria-label={text("scripts.preview")}>
      <header className={styles.row}>
        <h3>{text("scripts.preview")}</h3>
        <Button size="s" look="quiet" onPress={() => setSpoken(other)}>
          {text(`language.${other}`)}
        </Button>
        <Button size="s" look="quiet" onPress={() => void go(null, blank)}>
          {text("scripts.again")}
        </Button>
      </header>
      <StepView view={now.view} spoken={spoken} fault={now.fault} onInput={(input) => void go(input)} />
      <Deeds deeds={now.view.deeds} topic={now.view.topic} onInput={(input) => void go(input)} />
    </section>
  );
}
