import { useState } from "react";
import { Button } from "../../components/Button";
import { ChoiceField, TextField } from "../../components/Field";
import { Popover } from "../../components/Overlay";
import { useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { usePeople } from "../../state/people";
import { useStore } from "../../state/store";
import { leave } from "./actions";
import styles from "./Conversation.module.css";

/** Hands a conversation to a colleague, with a word about it that the customer does not see. */
export function HandOver({ conversation, isDisabled }: { conversation: string; isDisabled: boolean }) {
  const text = useText();
  const desk = useDesk();
  const own = useStore(desk.session, (session) => (session?.state === "signed_in" ? session.user.id : null));
  const people = usePeople().filter((it) => it.id !== own);
  const [open, setOpen] = useState(false);
  const [to, setTo] = useState<string | null>(null);
  const [words, setWords] = useState("");
  const hand = async () => {
    if (!to) return;
    const done = await desk.run(desk.commands.handOver({ conversation, to, words }).then(() => true));
    if (!done) return;
    setOpen(false);
    setWords("");
    leave(desk, conversation);
  };
  return (
    <Popover
      label={text("inbox.handOver")}
      isOpen={open}
      onOpenChange={setOpen}
      trigger={
        <Button size="s" icon="transfer" isDisabled={isDisabled}>
          {text("inbox.handOver")}
        </Button>
      }
    >
      <div className={styles.popover}>
        <ChoiceField
          label={text("inbox.handTo")}
          placeholder={text("inbox.choosePerson")}
          value={to}
          onChange={setTo}
          choices={people.map((it) => ({ id: it.id, label: it.name }))}
        />
        <TextField
          label={text("inbox.handWords")}
          value={words}
          onChange={setWords}
          rows={3}
          maxLength={4000}
        />
        <Button look="primary" size="s" isDisabled={to === null} onPress={() => void hand()}>
          {text("inbox.handOver")}
        </Button>
      </div>
    </Popover>
  );
}
