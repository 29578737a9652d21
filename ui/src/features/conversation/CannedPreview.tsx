import { useEffect, useState } from "react";
import type { Localized, CannedPreview as Preview, SlotFault } from "../../api/generated/types";
import { type Text, useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import styles from "./Conversation.module.css";

const AFTER_MS = 150;

/** How a canned reply reads for somebody who is made up, and what keeps it from being saved. */
export function CannedPreview({ words }: { words: Localized }) {
  const text = useText();
  const desk = useDesk();
  const [preview, setPreview] = useState<Preview | null>(null);
  const { ko, en } = words;
  useEffect(() => {
    let current = true;
    const timer = setTimeout(() => {
      desk.commands.previewCanned({ ko, en }).then(
        (read) => current && setPreview(read),
        // The one that is shown stays; saving says what is wrong.
        () => undefined,
      );
    }, AFTER_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [desk, ko, en]);
  if (!preview || (ko.trim() === "" && en.trim() === "")) return null;
  return (
    <section className={styles.preview} aria-label={text("canned.preview")}>
      <p className={styles.faint}>{text("canned.preview")}</p>
      {(["ko", "en"] as const)
        .filter((language) => words[language].trim() !== "")
        .map((language) => (
          <p key={language} className={styles.words} lang={language}>
            {preview.text[language]}
          </p>
        ))}
      {preview.faults.map((fault) => (
        <p key={JSON.stringify(fault)} role="alert" className={styles.previewFault}>
          {faultText(fault, text)}
        </p>
      ))}
    </section>
  );
}

function faultText(fault: SlotFault, text: Text): string {
  if (fault.is === "brace") return text("canned.fault.brace");
  return text(`canned.fault.${fault.is}`, { place: `{${fault.name}}` });
}
