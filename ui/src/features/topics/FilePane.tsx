import { useId, useRef, useState } from "react";
import type { ImportedTopic, Template, TopicImport } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { TextField } from "../../components/Field";
import { Callout } from "../../components/Surface";
import { useText } from "../../i18n/text";
import { saveFile } from "../../platform/save";
import { useDesk } from "../../state/context";
import { fileErrorText } from "./problems";
import styles from "./Topics.module.css";

const TEMPLATES: readonly Template[] = ["telecom", "insurance", "shop", "business"];
const FILE_NAME = "topics.toml";

/** Topics out of a file or a template, and into a file. */
export function FilePane({ onRead }: { onRead: (topics: ImportedTopic[]) => void }) {
  const text = useText();
  const desk = useDesk();
  const picker = useRef<HTMLInputElement>(null);
  const pickerId = useId();
  const [file, setFile] = useState("");
  const [wrong, setWrong] = useState<string | null>(null);
  const take = (read: TopicImport | null) => {
    if (!read) return;
    if (read.is === "topics") onRead(read.topics);
    else setWrong(fileErrorText(read.error, text));
  };
  const read = async (content: string) => take(await desk.run(desk.commands.importTopics({ text: content })));
  const write = async () => {
    const written = await desk.run(desk.commands.exportTopics());
    if (!written) return;
    setWrong(null);
    setFile(written.text);
  };
  const save = () => {
    saveFile(FILE_NAME, file, "application/toml");
    desk.notices.tell("topics.saved", { file: FILE_NAME });
  };
  return (
    <div className={styles.editor}>
      <fieldset className={styles.group}>
        <legend>{text("topics.templates")}</legend>
        <p className={styles.faint}>{text("topics.templatesHint")}</p>
        <div className={styles.row}>
          {TEMPLATES.map((template) => (
            <Button
              key={template}
              onPress={async () => take(await desk.run(desk.commands.templateTopics(template)))}
            >
              {text(`topics.template.${template}`)}
            </Button>
          ))}
        </div>
      </fieldset>
      <fieldset className={styles.group}>
        <legend>{text("topics.file")}</legend>
        <p className={styles.faint}>{text("topics.fileHint")}</p>
        <div className={styles.row}>
          <Button onPress={() => void write()}>{text("topics.export")}</Button>
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
              setFile(content);
              await read(content);
            }}
          />
        </div>
        <TextField
          label={text("topics.fileText")}
          value={file}
          rows={14}
          onChange={(typed) => {
            setWrong(null);
            setFile(typed);
          }}
        />
        {wrong && (
          <Callout tone="bad" icon="warning">
            <span role="alert">{wrong}</span>
          </Callout>
        )}
        <div className={styles.row}>
          <Button look="primary" isDisabled={!file.trim()} onPress={() => void read(file)}>
            {text("topics.import")}
          </Button>
          <Button isDisabled={!file.trim()} onPress={save}>
            {text("topics.save")}
          </Button>
        </div>
      </fieldset>
    </div>
  );
}
