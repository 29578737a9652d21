import { useEffect, useState } from "react";
import type { ImportedScript } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { TextField } from "../../components/Field";
import { Dialog } from "../../components/Overlay";
import { Callout, Empty, Skeleton, Tag } from "../../components/Surface";
import { useLocale, useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { useAdministrates } from "../../state/people";
import { Preview } from "./Preview";
import { fileErrorText, problemText } from "./problems";
import styles from "./Scripts.module.css";

const READ_AFTER_MS = 400;
const MAX_PROBLEMS = 50;

/** Scripts, for administrators (P-14): written as text, checked and tried out beside it, published one by one. */
export function ScriptsWindow({ onClose }: { onClose: () => void }) {
  const text = useText();
  const administrates = useAdministrates();
  return (
    <Dialog title={text("scripts.title")} size="xl" isOpen onClose={onClose}>
      {administrates ? (
        <Scripts />
      ) : (
        <Empty icon="lock" title={text("topics.notAllowed")}>
          <p>{text("topics.notAllowedText")}</p>
        </Empty>
      )}
    </Dialog>
  );
}

function Scripts() {
  const text = useText();
  const locale = useLocale();
  const desk = useDesk();
  const [file, setFile] = useState<string | null>(null);
  const [read, setRead] = useState<readonly ImportedScript[]>([]);
  const [wrong, setWrong] = useState<string | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const [published, setPublished] = useState(0);
  useEffect(() => {
    let gone = false;
    void desk.run(desk.commands.exportScripts()).then((written) => !gone && setFile(written?.text ?? ""));
    return () => {
      gone = true;
    };
  }, [desk]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again when one was published
  useEffect(() => {
    if (file === null) return;
    let gone = false;
    const timer = setTimeout(async () => {
      const found = await desk.run(desk.commands.importScripts({ text: file }));
      if (gone || !found) return;
      setWrong(found.is === "unreadable" ? fileErrorText(found.error, text) : null);
      // What can't be read leaves the last that could.
      if (found.is === "scripts") setRead(found.scripts);
    }, READ_AFTER_MS);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [desk, file, published]);
  const script = read.find((it) => it.draft.key === chosen) ?? read[0];
  const publish = async () => {
    if (!script) return;
    const done = await desk.run(desk.commands.publishScript(script.draft));
    if (!done) return;
    desk.notices.tell("scripts.published");
    setPublished(published + 1);
  };
  if (file === null) return <Skeleton lines={6} label={text("scripts.title")} />;
  return (
    <div className={styles.scripts}>
      <div className={styles.side}>
        <p className={styles.faint}>{text("scripts.hint")}</p>
        <TextField label={text("scripts.text")} value={file} rows={26} onChange={setFile} />
        {wrong && (
          <Callout tone="bad" icon="warning">
            <span role="alert">{wrong}</span>
          </Callout>
        )}
      </div>
      <div className={styles.side}>
        <ul className={styles.list} aria-label={text("scripts.list")}>
          {read.map(({ draft, check }) => (
            <li key={draft.key}>
              <Button
                size="s"
                look={draft.key === script?.draft.key ? "primary" : "quiet"}
                onPress={() => setChosen(draft.key)}
              >
                {draft.name[locale] || draft.key}
              </Button>
              {check.changed && <Tag tone="info">{text("scripts.changed")}</Tag>}
              {check.problems.length > 0 && (
                <Tag tone="bad" icon="warning">
                  {text("topics.problems", { count: check.problems.length })}
                </Tag>
              )}
            </li>
          ))}
        </ul>
        {read.length === 0 && !wrong && <p className={styles.faint}>{text("scripts.none")}</p>}
        {script && (
          <>
            {script.check.problems.length > 0 && (
              <ul className={styles.problems} aria-label={text("scripts.problems")}>
                {script.check.problems.slice(0, MAX_PROBLEMS).map((problem) => (
                  <li key={JSON.stringify(problem)}>{problemText(problem, script.draft, text)}</li>
                ))}
              </ul>
            )}
            <Preview key={script.draft.key} draft={script.draft} />
            <footer className={styles.row}>
              <p role="status" className={styles.faint}>
                {text(
                  script.check.problems.length > 0
                    ? "scripts.notYet"
                    : script.check.changed
                      ? "scripts.ready"
                      : "scripts.unchanged",
                )}
              </p>
              <Button
                look="primary"
                isDisabled={!script.check.changed || script.check.problems.length > 0 || wrong !== null}
                onPress={() => void publish()}
              >
                {text("scripts.publish")}
              </Button>
            </footer>
          </>
        )}
      </div>
    </div>
  );
}
