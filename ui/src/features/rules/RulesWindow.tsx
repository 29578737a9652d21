import { useEffect, useState } from "react";
import type { RuleDraft, RuleSource, RuleList as Rules } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { Dialog } from "../../components/Overlay";
import { Callout, Empty, Skeleton } from "../../components/Surface";
import { useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { useAdministrates } from "../../state/people";
import { useStore } from "../../state/store";
import { draftOf, newDraft } from "./draft";
import { FilePane, NO_FILE, type RuleFile } from "./FilePane";
import { RuleEditor } from "./RuleEditor";
import { RuleList } from "./RuleList";
import styles from "./Rules.module.css";
import { RuleView } from "./RuleView";
import { Tester } from "./Tester";

type Pane =
  | { is: "tester" }
  | { is: "rule"; id: string }
  | { is: "file" }
  | { is: "editor"; draft: RuleDraft; opened: string };

interface Props {
  /** The contact of triage from which a rule is to be made; none to look at the rules. */
  source: RuleSource | null;
  /** A rule that is to be finished and saved, such as one for a page; none to look at the rules. */
  draft: RuleDraft | null;
  onClose: () => void;
}

/** Channel rules: the list as it is asked, the form, and the place to try them (H-3). Administrators edit, everybody reads. */
export function RulesWindow({ source, draft, onClose }: Props) {
  const text = useText();
  return (
    <Dialog title={text("rules.title")} size="xl" isOpen onClose={onClose}>
      <RulesPanes source={source} draft={draft} />
    </Dialog>
  );
}

function RulesPanes({ source, draft }: Omit<Props, "onClose">) {
  const text = useText();
  const desk = useDesk();
  const administrates = useAdministrates();
  const version = useStore(desk.rulesVersion);
  const topics = useStore(desk.topics);
  const [rules, setRules] = useState<Rules | "failed" | null>(null);
  const [pane, setPane] = useState<Pane>(() =>
    draft ? { is: "editor", draft, opened: crypto.randomUUID() } : { is: "tester" },
  );
  const [file, setFile] = useState<RuleFile>(NO_FILE);
  const [tries, setTries] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again when rules or topics are others, and when asked to
  useEffect(() => {
    let gone = false;
    void desk.run(desk.commands.rules()).then((read) => {
      if (!gone) setRules((before) => read ?? before ?? "failed");
    });
    return () => {
      gone = true;
    };
  }, [desk, version, topics, tries]);
  useEffect(() => {
    let gone = false;
    if (!source) return;
    void desk.run(desk.commands.proposeRule(source)).then((proposal) => {
      if (!gone && proposal) setPane({ is: "editor", draft: proposal.draft, opened: crypto.randomUUID() });
    });
    return () => {
      gone = true;
    };
  }, [desk, source]);
  if (rules === "failed") {
    return (
      <Empty icon="warning" title={text("rules.failed")}>
        <Button icon="sync" onPress={() => setTries(tries + 1)}>
          {text("common.retry")}
        </Button>
      </Empty>
    );
  }
  if (!rules) return <Skeleton lines={6} label={text("common.loading")} />;
  const edit = (draft: RuleDraft) => setPane({ is: "editor", draft, opened: crypto.randomUUID() });
  const chosen = pane.is === "editor" ? pane.draft.id : pane.is === "rule" ? pane.id : null;
  const shown = pane.is === "rule" ? rules.rules.find((it) => it.rule.id === pane.id) : undefined;
  return (
    <div className={styles.rules}>
      <div className={styles.side}>
        <div className={styles.buttons}>
          {administrates && (
            <Button icon="plus" onPress={() => edit(newDraft())}>
              {text("rules.new")}
            </Button>
          )}
          <Button icon="search" aria-pressed={pane.is === "tester"} onPress={() => setPane({ is: "tester" })}>
            {text("rules.try")}
          </Button>
          {administrates && (
            <Button icon="note" aria-pressed={pane.is === "file"} onPress={() => setPane({ is: "file" })}>
              {text("rules.file")}
            </Button>
          )}
        </div>
        <RuleList
          rows={rules.rules}
          topics={topics}
          chosen={chosen}
          onChoose={(rule) => (administrates ? edit(draftOf(rule)) : setPane({ is: "rule", id: rule.id }))}
        />
        {!administrates && (
          <Callout tone="info" icon="lock">
            {text("rules.editors", { names: rules.administrators.join(", ") })}
          </Callout>
        )}
      </div>
      <section className={styles.pane} aria-label={text("rules.pane")}>
        {pane.is === "tester" && <Tester draft={null} />}
        {pane.is === "file" && <FilePane file={file} onChange={setFile} onOpen={edit} />}
        {pane.is === "editor" && (
          <RuleEditor
            key={pane.opened}
            start={pane.draft}
            rules={rules.rules}
            fromTriage={source !== null}
            onSaved={(rule) => setPane({ is: "editor", draft: draftOf(rule), opened: pane.opened })}
          />
        )}
        {shown && <RuleView row={shown} />}
      </section>
    </div>
  );
}
