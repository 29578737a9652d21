import { useId, useRef } from "react";
import { useText } from "../i18n/text";
import { Button } from "./Button";
import styles from "./DefinitionFile.module.css";
import { TextField } from "./Field";
import { Callout } from "./Surface";

interface Props {
  /** What the file holds, and how it is dealt with. */
  title: string;
  hint: string;
  /** The name of the button that writes all there is. */
  writeLabel: string;
  text: string;
  /** Why it can't be read. */
  wrong: string | null;
  onType: (text: string) => void;
  onWrite: () => void;
  onRead: (text: string) => void;
  onSave: () => void;
}

/** Definitions as the text of a file: written, picked, typed, read, saved. */
export function DefinitionFile(props: Props) {
  const { title, hint, writeLabel, text: file, wrong, onType, onWrite, onRead, onSave } = props;
  const text = useText();
  const picker = useRef<HTMLInputElement>(null);
  const pickerId = useId();
  return (
    <fieldset className={styles.file}>
      <legend>{title}</legend>
      <p className={styles.hint}>{hint}</p>
      <div className={styles.row}>
        <Button onPress={onWrite}>{writeLabel}</Button>
        <Button onPress={() => picker.current?.click()}>{text("topics.pick")}</Button>
        <label className="visually-hidden" htmlFor={pickerId}>
          {text("topics.pick")}
        </label>
        <input
          ref={picker}
          id={pickerId}
          className="visually-hidden"
          tabIndex={-1}
          type="file"
          accept=".toml"
          onChange={async (event) => {
            const picked = event.target.files?.[0];
            event.target.value = "";
            if (!picked) return;
            const content = await picked.text();
            onType(content);
            onRead(content);
          }}
        />
      </div>
      <TextField label={text("topics.fileText")} value={file} rows={14} onChange={onType} />
      {wrong && (
        <Callout tone="bad" icon="warning">
          <span role="alert">{wrong}</span>
        </Callout>
      )}
      <div className={styles.row}>
        <Button look="primary" isDisabled={!file.trim()} onPress={() => onRead(file)}>
          {text("topics.import")}
        </Button>
        <Button isDisabled={!file.trim()} onPress={onSave}>
          {text("topics.save")}
        </Button>
      </div>
    </fieldset>
  );
}
