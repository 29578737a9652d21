import { useEffect } from "react";
import type { FileError, ImportedRule, RuleDraft } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { DefinitionFile } from "../../components/DefinitionFile";
import { Tag } from "../../components/Surface";
import { type Text, useText } from "../../i18n/text";
import { saveFile } from "../../platform/save";
import { useDesk } from "../../state/context";
import { useStore } from "../../state/store";
import styles from "./Rules.module.css";

const FILE_NAME = "rules.toml";

/** A file of rules while it is worked on. */
export interface RuleFile {
  text: string;
  /** What was found in it; `null`: it was not read yet. */
  rules: readonly ImportedRule[] | null;
  wrong: string | null;
}

export const NO_FILE: RuleFile = { text: "", rules: null, wrong: null };

interface Props {
  file: RuleFile;
  onChange: (file: RuleFile) => void;
  /** One of its drafts is looked at and saved. */
  onOpen: (draft: RuleDraft) => void;
}

/** Rules into a file and out of one (H-3). What is read becomes drafts; each is looked at and saved by itself. */
export function FilePane({ file, onChange, onOpen }: Props) {
  const text = useText();
  const desk = useDesk();
  const version = useStore(desk.rulesVersion);
  const topics = useStore(desk.topics);
  const read = async (content: string) => {
    const found = await desk.run(desk.commands.importRules({ text: content }));
    if (!found) return;
    const wrong = found.is === "unreadable" ? fileErrorText(found.error, text) : null;
    onChange({ text: content, rules: found.is === "rules" ? found.rules : null, wrong });
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again when one of its drafts was saved, or topics are others
  useEffect(() => {
    if (file.rules) void read(file.text);
  }, [version, topics]);
  const write = async () => {
    const written = await desk.run(desk.commands.exportRules());
    if (written) onChange({ ...NO_FILE, text: written.text });
  };
  const save = () => {
    saveFile(FILE_NAME, file.text, "application/toml");
    desk.notices.tell("topics.saved", { file: FILE_NAME });
  };
  return (
    <div className={styles.editor}>
      <DefinitionFile
        title={text("rules.file")}
        hint={text("rules.fileHint")}
        writeLabel={text("rules.export")}
        text={file.text}
        wrong={file.wrong}
        onType={(typed) => onChange({ ...NO_FILE, text: typed })}
        onWrite={() => void write()}
        onRead={(content) => void read(content)}
        onSave={save}
      />
      {file.rules && <Found rules={file.rules} onOpen={onOpen} />}
    </div>
  );
}

function Found({ rules, onOpen }: { rules: readonly ImportedRule[]; onOpen: (draft: RuleDraft) => void }) {
  const text = useText();
  const news = ({ draft, check }: ImportedRule) =>
    !draft.id ? "rules.importNew" : check.changed ? "topics.importChanged" : "rules.importSame";
  return (
    <>
      <h3>{text("rules.imported", { count: rules.length })}</h3>
      <p className={styles.faint}>{text("rules.importedHint")}</p>
      <ul className={styles.imported}>
        {rules.map((rule) => {
          const { draft, check } = rule;
          return (
            <li key={draft.key} className={styles.importedRow}>
              <span className={styles.importedName} dir="auto">
                {draft.key}
              </span>
              <span className={styles.importedFacts} dir="auto">
                {text("rules.importedFacts", {
                  line: rule.line,
                  channel: text(`channel.${draft.channel}`),
                  compares: text("rules.compares", {
                    sign: text(`rules.sign.${draft.sign}`),
                    pattern: draft.pattern.text.slice(0, 80),
                  }),
                })}
              </span>
              <Tag tone={check.changed ? "info" : "neutral"}>{text(news(rule))}</Tag>
              <Button
                size="s"
                aria-label={text("rules.importOpen", { key: draft.key })}
                onPress={() => onOpen(draft)}
              >
                {text("topics.open.draft")}
              </Button>
              {[...check.faults, ...check.warnings].map((fault) => (
                <p key={fault} className={styles.importedFault}>
                  {fault === "topic_unknown" && draft.topic === null
                    ? text("rules.topicMissing", { key: rule.topic_key })
                    : text(`rules.fault.${fault}`)}
                </p>
              ))}
            </li>
          );
        })}
      </ul>
    </>
  );
}

/** Why a file can't be read, as a sentence with the way on. */
function fileErrorText(error: FileError, text: Text): string {
  return error.is === "too_many"
    ? text("rules.unreadable.too_many", { ...error })
    : text(`topics.unreadable.${error.is}`, { ...error });
}
