import { useState } from "react";
import { Tab, TabList, TabPanel, Tabs } from "react-aria-components";
import { Button } from "../../components/Button";
import { TextField } from "../../components/Field";
import { Dialog } from "../../components/Overlay";
import { Callout, Empty, Skeleton, Tag } from "../../components/Surface";
import { useLocale, useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { useAdministrates } from "../../state/people";
import type { Mode } from "../../state/scriptDrafts";
import { Preview } from "./Preview";
import { problemText } from "./problems";
import { ScriptForm } from "./ScriptForm";
import styles from "./Scripts.module.css";
import { type Source, useSource } from "./source";

const MAX_PROBLEMS = 50;

/** Scripts, for administrators (P-14): written in a form or as text, checked and tried out beside it, published one by one. */
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
  const source = useSource();
  const { mode, chosen, wrong } = source;
  if (source.text === null) return <Skeleton lines={6} label={text("scripts.title")} />;
  return (
    <div className={styles.scripts}>
      <Tabs
        className={styles.side ?? ""}
        selectedKey={mode}
        onSelectionChange={(next) => void source.turnTo(next as Mode)}
      >
        <TabList className={styles.tabs ?? ""} aria-label={text("scripts.ways.edit")}>
          {(["form", "text"] as const).map((it) => (
            <Tab key={it} id={it} className={styles.tab ?? ""}>
              {text(`scripts.as.${it}`)}
            </Tab>
          ))}
        </TabList>
        {wrong && (
          <Callout tone="bad" icon="warning">
            <span role="alert">{wrong}</span>
          </Callout>
        )}
        <TabPanel id="form" className={styles.panel ?? ""}>
          <p className={styles.faint}>{text("scripts.formHint")}</p>
          {chosen && (
            <ScriptForm
              key={source.scripts.indexOf(chosen)}
              draft={chosen.draft}
              problems={chosen.check.problems}
              ownLayout={chosen.own_layout}
              onChange={source.edit}
            />
          )}
        </TabPanel>
        <TabPanel id="text" className={`${styles.panel} ${styles.text}`}>
          <p className={styles.faint}>{text("scripts.hint")}</p>
          <TextField label={text("scripts.text")} value={source.text} rows={26} onChange={source.type} />
        </TabPanel>
      </Tabs>
      <div className={styles.side}>
        <ScriptList source={source} />
        {chosen && <Chosen source={source} />}
      </div>
    </div>
  );
}

function ScriptList({ source }: { source: Source }) {
  const text = useText();
  const locale = useLocale();
  const { scripts, chosen, mode, wrong } = source;
  return (
    <>
      <ul className={styles.list} aria-label={text("scripts.list")}>
        {scripts.map((script, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a script is its place in the text
          <li key={index}>
            <Button
              size="s"
              look={script === chosen ? "primary" : "quiet"}
              onPress={() => source.choose(script)}
            >
              {script.draft.name[locale] || script.draft.key || text("scripts.unnamed")}
            </Button>
            {script.check.changed && <Tag tone="info">{text("scripts.changed")}</Tag>}
            {script.check.problems.length > 0 && (
              <Tag tone="bad" icon="warning">
                {text("topics.problems", { count: script.check.problems.length })}
              </Tag>
            )}
          </li>
        ))}
      </ul>
      {scripts.length === 0 && !wrong && <p className={styles.faint}>{text("scripts.none")}</p>}
      {mode === "form" && (
        <div className={styles.row}>
          <Button size="s" icon="plus" onPress={source.add}>
            {text("scripts.new")}
          </Button>
        </div>
      )}
    </>
  );
}

/** What is wrong with the chosen script, how it goes, and its way to the agents. */
function Chosen({ source }: { source: Source }) {
  const text = useText();
  const desk = useDesk();
  const [publishing, setPublishing] = useState(false);
  const { chosen, wrong, mode } = source;
  if (!chosen) return null;
  const { draft, check } = chosen;
  const publish = async () => {
    setPublishing(true);
    if (await source.publish()) desk.notices.tell("scripts.published");
    setPublishing(false);
  };
  return (
    <>
      {check.problems.length > 0 && (
        <ul className={styles.problems} aria-label={text("scripts.problems")}>
          {check.problems.slice(0, MAX_PROBLEMS).map((problem) => (
            <li key={JSON.stringify(problem)}>{problemText(problem, draft, text)}</li>
          ))}
        </ul>
      )}
      <Preview key={`${mode} ${source.scripts.indexOf(chosen)}`} draft={draft} />
      <footer className={styles.row}>
        <p role="status" className={styles.faint}>
          {text(
            check.problems.length > 0
              ? "scripts.notYet"
              : check.changed
                ? "scripts.ready"
                : "scripts.unchanged",
          )}
        </p>
        <Button
          look="primary"
          isDisabled={!check.changed || check.problems.length > 0 || wrong !== null || publishing}
          onPress={() => void publish()}
        >
          {text("scripts.publish")}
        </Button>
      </footer>
    </>
  );
}
