import { useEffect, useState } from "react";
import type { ImportedTopic, TopicDraft, TopicOverview } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { Dialog } from "../../components/Overlay";
import { Callout, Empty, Skeleton } from "../../components/Surface";
import { useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { useAdministrates } from "../../state/people";
import { useStore } from "../../state/store";
import { draftOf, newDraft } from "./draft";
import { FilePane } from "./FilePane";
import { ImportPane } from "./ImportPane";
import { TopicEditor } from "./TopicEditor";
import { TopicList } from "./TopicList";
import styles from "./Topics.module.css";

/** What stands beside the list. */
export type Pane =
  | { is: "nothing" }
  | { is: "editor"; draft: TopicDraft; opened: string }
  | { is: "file" }
  | { is: "import"; topics: ImportedTopic[] };

/** Topics and their stages, for administrators (H-2). */
export function TopicsWindow({ onClose }: { onClose: () => void }) {
  const text = useText();
  const administrates = useAdministrates();
  return (
    <Dialog title={text("topics.title")} size="xl" isOpen onClose={onClose}>
      {administrates ? (
        <Topics />
      ) : (
        <Empty icon="lock" title={text("topics.notAllowed")}>
          <p>{text("topics.notAllowedText")}</p>
        </Empty>
      )}
    </Dialog>
  );
}

function Topics() {
  const text = useText();
  const desk = useDesk();
  const published = useStore(desk.topics);
  const [overview, setOverview] = useState<TopicOverview | null>(null);
  const [pane, setPane] = useState<Pane>({ is: "nothing" });
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again when the published topics are others
  useEffect(() => {
    let gone = false;
    void desk.run(desk.commands.topicOverview()).then((read) => !gone && read && setOverview(read));
    return () => {
      gone = true;
    };
  }, [desk, published]);
  const edit = (draft: TopicDraft) => setPane({ is: "editor", draft, opened: crypto.randomUUID() });
  const resume = (draft: TopicDraft) => edit(desk.topicDrafts.get(draft.id ?? "") ?? draft);
  if (!overview) return <Skeleton lines={6} label={text("topics.title")} />;
  return (
    <div className={styles.topics}>
      <div className={styles.side}>
        <div className={styles.row}>
          <Button icon="plus" onPress={() => resume(newDraft())}>
            {text("topics.new")}
          </Button>
          <Button icon="note" onPress={() => setPane({ is: "file" })}>
            {text("topics.file")}
          </Button>
        </div>
        <TopicList
          rows={overview.topics}
          chosen={pane.is === "editor" ? pane.draft.id : null}
          onChoose={(topic) => resume(draftOf(topic))}
        />
        {overview.more && <Callout tone="info">{text("topics.more")}</Callout>}
      </div>
      <section className={styles.pane} aria-label={text("topics.pane")}>
        {pane.is === "nothing" && (
          <Empty icon="edit" title={text(overview.topics.length === 0 ? "topics.none" : "topics.choose")}>
            <p>{text("topics.chooseText")}</p>
          </Empty>
        )}
        {pane.is === "editor" && (
          <TopicEditor
            key={pane.opened}
            start={pane.draft}
            published={published.find((it) => it.id === pane.draft.id)}
            onReset={edit}
          />
        )}
        {pane.is === "file" && <FilePane onRead={(topics) => setPane({ is: "import", topics })} />}
        {pane.is === "import" && <ImportPane topics={pane.topics} onOpen={edit} />}
      </section>
    </div>
  );
}
