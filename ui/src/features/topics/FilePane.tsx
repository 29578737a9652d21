import { useState } from "react";
import type { ImportedTopic, Template, TopicImport } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { DefinitionFile } from "../../components/DefinitionFile";
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
      <DefinitionFile
        title={text("topics.fileText")}
        hint={text("topics.fileHint")}
        writeLabel={text("topics.export")}
        text={file}
        wrong={wrong}
        onType={(typed) => {
          setWrong(null);
          setFile(typed);
        }}
        onWrite={() => void write()}
        onRead={(content) => void read(content)}
        onSave={save}
      />
    </div>
  );
}
