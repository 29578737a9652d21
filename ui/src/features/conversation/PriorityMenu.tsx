import type { Priority } from "../../api/generated/types";
import { ChoiceField } from "../../components/Field";
import { useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import styles from "./Conversation.module.css";

const PRIORITIES: readonly Priority[] = ["urgent", "high", "normal"];

/** How soon a conversation is to be answered, as a person judges it. */
export function PriorityMenu({ conversation, priority }: { conversation: string; priority: Priority }) {
  const text = useText();
  const desk = useDesk();
  return (
    <div className={styles.priority}>
      <ChoiceField
        label={text("inbox.priority")}
        labelHidden
        value={priority}
        onChange={(id) =>
          void desk.run(desk.commands.setPriority({ conversation, priority: id as Priority }))
        }
        choices={PRIORITIES.map((id) => ({ id, label: text(`priority.${id}`) }))}
      />
    </div>
  );
}
