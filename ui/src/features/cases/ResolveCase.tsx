import { useState } from "react";
import type { CaseResolution } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { ChoiceField, TextField } from "../../components/Field";
import { Popover } from "../../components/Overlay";
import { useText } from "../../i18n/text";
import styles from "./Cases.module.css";

const HOW: readonly CaseResolution[] = ["done", "partly", "declined", "withdrawn", "duplicate"];

/** Settles a case: how, and why; what is declined takes a reason. */
export function ResolveCase({
  onResolve,
}: {
  onResolve: (how: CaseResolution, words: string) => Promise<boolean>;
}) {
  const text = useText();
  const [isOpen, setOpen] = useState(false);
  const [how, setHow] = useState<CaseResolution>("done");
  const [words, setWords] = useState("");
  const [tried, setTried] = useState(false);
  const lacks = how === "declined" && !words.trim();
  const resolve = async () => {
    setTried(true);
    if (!lacks && (await onResolve(how, words))) setOpen(false);
  };
  return (
    <Popover
      label={text("cases.do.resolved")}
      isOpen={isOpen}
      onOpenChange={setOpen}
      trigger={
        <Button size="s" icon="check">
          {text("cases.do.resolved")}
        </Button>
      }
    >
      <div className={styles.form}>
        <ChoiceField
          label={text("cases.how")}
          choices={HOW.map((id) => ({ id, label: text(`cases.how.${id}`) }))}
          value={how}
          onChange={(id) => setHow(id as CaseResolution)}
        />
        <TextField
          label={text("cases.reason")}
          value={words}
          onChange={setWords}
          maxLength={5000}
          autoFocus
          error={tried && lacks ? text("cases.reasonNeeded") : null}
          onEnter={() => void resolve()}
        />
        <Button look="primary" keys="Enter" onPress={() => void resolve()}>
          {text("cases.do.resolved")}
        </Button>
      </div>
    </Popover>
  );
}
