import { useEffect, useRef, useState } from "react";
import type { Impact, Topic, TopicDraft } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { Callout, Skeleton } from "../../components/Surface";
import { useLocale, useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import styles from "./Topics.module.css";

interface Props {
  draft: TopicDraft;
  published: Topic | undefined;
  onCancel: () => void;
  onPublished: (topic: Topic) => void;
}

const COUNTS = ["closed", "reopened", "stale", "reordered"] as const;

/** What publishing would do to the dialogues there are, and the button that does it. */
export function Preview({ draft, published, onCancel, onPublished }: Props) {
  const text = useText();
  const desk = useDesk();
  const [impact, setImpact] = useState<Impact | null>(null);
  const [busy, setBusy] = useState(false);
  const pane = useRef<HTMLElement>(null);
  useEffect(() => {
    let gone = false;
    void desk.run(desk.commands.previewTopic(draft)).then((read) => {
      if (gone) return;
      if (read) setImpact(read);
      else onCancel();
    });
    return () => {
      gone = true;
    };
  }, [desk, draft, onCancel]);
  // It stands below the form, where only its edge would be seen; React Aria moves the focus without scrolling.
  useEffect(() => {
    if (impact) pane.current?.scrollIntoView?.({ block: "nearest" });
  }, [impact]);
  const publish = async () => {
    setBusy(true);
    const topic = await desk.run(desk.commands.publishTopic(draft));
    setBusy(false);
    if (!topic) return;
    desk.notices.tell("topics.published");
    onPublished(topic);
  };
  return (
    <section ref={pane} className={styles.preview} aria-label={text("topics.previewTitle")}>
      <h3>{text("topics.previewTitle")}</h3>
      {!impact && <Skeleton lines={3} label={text("topics.previewTitle")} />}
      {impact && (
        <>
          <p>{published ? text("topics.open", { count: impact.open }) : text("topics.openNone")}</p>
          <Landings impact={impact} draft={draft} published={published} />
          <ul className={styles.counts}>
            {COUNTS.filter((it) => impact[it] > 0).map((it) => (
              <li key={it}>{text(`topics.impact.${it}`, { count: impact[it] })}</li>
            ))}
          </ul>
          {impact.more && <Callout tone="info">{text("topics.more")}</Callout>}
          <div className={styles.row}>
            <Button look="primary" autoFocus isDisabled={busy} onPress={() => void publish()}>
              {text("topics.publish")}
            </Button>
            <Button onPress={onCancel}>{text("topics.keepEditing")}</Button>
          </div>
        </>
      )}
    </section>
  );
}

function Landings({ impact, draft, published }: { impact: Impact } & Pick<Props, "draft" | "published">) {
  const text = useText();
  const locale = useLocale();
  if (!published || impact.landings.length === 0) return null;
  const name = (stages: Topic["stages"], number: number) =>
    text("stage.move", { number, name: stages[number - 1]?.name[locale] ?? "" });
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">{text("topics.from")}</th>
          <th scope="col">{text("topics.to")}</th>
          <th scope="col">{text("topics.dialogues")}</th>
        </tr>
      </thead>
      <tbody>
        {impact.landings.map(({ from, to, dialogues }) => (
          <tr key={`${from} ${to}`}>
            <td>{name(published.stages, from)}</td>
            <td>{name(draft.stages, to)}</td>
            <td>{dialogues}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
