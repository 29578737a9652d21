import { useEffect, useState } from "react";
import type { DialogueChoice, TopicAsk, TopicSuggestion } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { useLocale, useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { useKeys, useShortcut } from "../../state/shortcuts";
import { useStore } from "../../state/store";
import { topicName } from "../../words/need";
import styles from "./Suggestion.module.css";

/** How long typing rests before it is asked again. */
const ASK_AFTER_MS = 250;

interface Props {
  /** What it is about; `null` while there is nothing to read. */
  ask: TopicAsk | null;
  /** Changes when there is more to read behind the same question. */
  version?: number;
  /** What is chosen already. */
  chosen: DialogueChoice | null;
  onTake: (choice: DialogueChoice) => void;
}

/** What the words are probably about, with the words. Its line is there also when it is empty, so that nothing moves; nothing is chosen by it. */
export function TopicHint({ ask, version = 0, chosen, onTake }: Props) {
  const text = useText();
  const locale = useLocale();
  const desk = useDesk();
  const topics = useStore(desk.topics);
  const keys = useKeys("suggestion");
  const found = useSuggestion(ask, version);
  const suggestion = found && !same(found.choice, chosen) ? found : null;
  const take = () => suggestion && onTake(suggestion.choice);
  useShortcut("suggestion", take, suggestion !== null);
  return (
    <div className={styles.hint} aria-live="polite">
      {suggestion && (
        <>
          <p className={styles.words} dir="auto">
            {text("suggestion.topic", {
              topic: topicName(topics, suggestion.topic, locale, text),
              percent: suggestion.percent,
            })}
            {suggestion.words.length > 0 && <span>{suggestion.words.map((it) => `“${it}”`).join(", ")}</span>}
          </p>
          <Button size="s" look="quiet" keys={keys} onPress={take}>
            {text("suggestion.take")}
          </Button>
        </>
      )}
    </div>
  );
}

/** The suggestion for what is asked now; the one before stays until the next is known. */
function useSuggestion(ask: TopicAsk | null, version: number): TopicSuggestion | null {
  const desk = useDesk();
  // Read again when the centre has learned anew.
  const topics = useStore(desk.topics);
  const [found, setFound] = useState<TopicSuggestion | null>(null);
  const asked = ask ? JSON.stringify(ask) : null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: version and topics are the signs that there is more to read
  useEffect(() => {
    if (asked === null) return setFound(null);
    let current = true;
    const timer = setTimeout(() => {
      // Without a suggestion one chooses as always.
      desk.commands.suggestTopic(JSON.parse(asked) as TopicAsk).then(
        (answer) => current && setFound(answer),
        () => current && setFound(null),
      );
    }, ASK_AFTER_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [desk, asked, version, topics]);
  return found;
}

function same(one: DialogueChoice, other: DialogueChoice | null): boolean {
  if (one.is === "existing") return other?.is === "existing" && other.dialogue === one.dialogue;
  if (one.is === "new") return other?.is === "new" && other.topic === one.topic;
  return other?.is === one.is;
}
