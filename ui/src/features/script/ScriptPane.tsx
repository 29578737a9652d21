import { useEffect, useRef, useState } from "react";
import type { CallView, ScriptOffer } from "../../api/generated/types";
import { Button, IconButton } from "../../components/Button";
import { ChoiceField } from "../../components/Field";
import { Keys } from "../../components/Keys";
import { useLocale, useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { entryOf } from "../../state/customers";
import { chooseScript, followScript, readScript, showNewer } from "../../state/scripts";
import { useKeys, useShortcut } from "../../state/shortcuts";
import { useStore } from "../../state/store";
import { topicName } from "../../words/need";
import { Deeds } from "./Deeds";
import styles from "./Script.module.css";
import { StepView } from "./StepView";

/** What to say and ask in a call, step by step, above its note (D-11). Its place is as high whatever it says. */
export function ScriptPane({ view }: { view: CallView }) {
  const text = useText();
  const locale = useLocale();
  const desk = useDesk();
  const call = view.call.id;
  const place = useRef<HTMLElement>(null);
  const shown = useStore(desk.scripts.store, (all) => all.get(call));
  const none = useStore(desk.scripts.none);
  const customer = useStore(desk.customers.store, (all) => entryOf(all, view.customer).view);
  const keys = useKeys("script");
  const [picking, setPicking] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again when call or customer are others
  useEffect(() => {
    const busy = () => place.current?.contains(document.activeElement) ?? false;
    void readScript(desk, call, busy);
  }, [desk, call, customer]);
  const goThere = () => {
    const step = place.current?.querySelector<HTMLElement>("[role=group]");
    (step?.querySelector<HTMLElement>("input") ?? step)?.focus();
  };
  useShortcut("script", goThere);
  useShortcut("script_typing", goThere);

  const pane = shown?.pane;
  const script = pane?.shown;
  if (pane ? !script && pane.offers.length === 0 : none) return null;
  return (
    <section ref={place} className={styles.pane} aria-label={text("script.title")}>
      <header className={styles.head}>
        <h2 className={styles.title}>{text("script.title")}</h2>
        <Keys keys={keys} />
        <span className={styles.name} dir="auto">
          {script?.name[locale]}
        </span>
        {shown?.newer && (
          <Button size="s" look="quiet" icon="sync" onPress={() => showNewer(desk, call)}>
            {text("script.newer")}
          </Button>
        )}
        {pane && (
          <IconButton
            size="s"
            icon="chevronDown"
            label={text("script.choose")}
            onPress={() => setPicking(!picking)}
          />
        )}
      </header>
      <div className={styles.body}>
        {pane && (picking || !script) ? (
          <Picker
            offers={pane.offers}
            chosen={script?.script ?? null}
            onChoose={(id) => {
              setPicking(false);
              void chooseScript(desk, call, id);
            }}
          />
        ) : (
          pane &&
          script && (
            <>
              <StepView
                view={script}
                spoken={pane.language}
                fault={pane.fault}
                onInput={(input) => void followScript(desk, call, input)}
              />
              <Deeds
                deeds={script.deeds}
                topic={script.topic}
                onInput={(input) => void followScript(desk, call, input)}
              />
            </>
          )
        )}
      </div>
    </section>
  );
}

interface PickerProps {
  offers: readonly ScriptOffer[];
  chosen: string | null;
  onChoose: (script: string) => void;
}

/** The scripts there are: those that fit first, with why. */
function Picker({ offers, chosen, onChoose }: PickerProps) {
  const text = useText();
  const locale = useLocale();
  const topics = useStore(useDesk().topics);
  const why = ({ because, topic }: ScriptOffer) => {
    const about = topicName(topics, topic, locale, text);
    if (!because) return about;
    const named = (["stage", "tier", "language"] as const).filter((it) => because[it]);
    return [about, ...named.map((it) => text(`script.because.${it}`))].join(" · ");
  };
  return (
    <ChoiceField
      label={text("script.choose")}
      value={chosen}
      placeholder={text("script.choose")}
      choices={offers.map((it) => ({
        id: it.script,
        label: text(it.because ? "script.fits" : "script.other", {
          name: it.name[locale] || it.name.ko,
          why: why(it),
        }),
      }))}
      onChange={onChoose}
    />
  );
}
