import { useState } from "react";
import type { ScriptTalk } from "../../api/generated/types";
import { useLocale, useText } from "../../i18n/text";
import styles from "./Timeline.module.css";

/** What was asked, answered and made along a script. */
export function Talk({ talk }: { talk: ScriptTalk }) {
  const text = useText();
  const locale = useLocale();
  const [whole, setWhole] = useState(false);
  const made = talk.summary?.title[locale];
  return (
    <div className={styles.talk}>
      <p dir="auto">
        {made && talk.summary
          ? text(`script.made.${talk.summary.kind}`, { title: made })
          : text("timeline.script", { name: talk.name[locale] })}
      </p>
      <button
        type="button"
        className={styles.moreButton}
        aria-expanded={whole}
        onClick={() => setWhole(!whole)}
      >
        {text("timeline.answers", { count: talk.answers.length })}
      </button>
      {whole && (
        <dl className={styles.answers}>
          {talk.answers.map((given) => (
            <div key={given.step}>
              <dt dir="auto">{given.question[locale]}</dt>
              <dd dir="auto">{given.words[locale]}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}
