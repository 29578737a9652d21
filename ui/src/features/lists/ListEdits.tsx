import { useState } from "react";
import type { ListView } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { TextField } from "../../components/Field";
import { Popover } from "../../components/Overlay";
import { useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import styles from "./Lists.module.css";
import { RetryFields } from "./RetryFields";
import { draftsOf, retriesOf } from "./retries";

/** Gives a list another name. */
export function Rename({ view }: { view: ListView }) {
  const text = useText();
  const desk = useDesk();
  const [name, setName] = useState(view.list.name);
  const [open, setOpen] = useState(false);
  const rename = async () => {
    if (!name.trim()) return;
    if (await desk.run(desk.commands.editList({ id: view.list.id, name, closed: null, retries: null })))
      setOpen(false);
  };
  return (
    <Popover
      label={text("lists.rename")}
      isOpen={open}
      onOpenChange={(to) => {
        setName(view.list.name);
        setOpen(to);
      }}
      trigger={<Button size="s">{text("lists.rename")}</Button>}
    >
      <div className={styles.takeOff}>
        <TextField
          label={text("lists.name")}
          value={name}
          maxLength={150}
          autoFocus
          onChange={setName}
          onEnter={() => void rename()}
        />
        <Button look="primary" isDisabled={!name.trim()} onPress={() => void rename()}>
          {text("common.save")}
        </Button>
      </div>
    </Popover>
  );
}

/** Who is called again with whom nobody spoke: more calls let those come back who were called often enough. */
export function Retries({ view }: { view: ListView }) {
  const text = useText();
  const desk = useDesk();
  const [drafts, setDrafts] = useState(() => draftsOf(view.list.retries));
  const [open, setOpen] = useState(false);
  const retries = retriesOf(drafts);
  const save = async () => {
    if (!retries) return;
    const edit = { id: view.list.id, name: null, closed: null, retries };
    if (await desk.run(desk.commands.editList(edit))) setOpen(false);
  };
  return (
    <Popover
      label={text("lists.retries")}
      width={380}
      isOpen={open}
      onOpenChange={(to) => {
        setDrafts(draftsOf(view.list.retries));
        setOpen(to);
      }}
      trigger={<Button size="s">{text("lists.retries")}</Button>}
    >
      <div className={styles.takeOff}>
        <RetryFields drafts={drafts} onChange={setDrafts} />
        <Button look="primary" isDisabled={!retries} onPress={() => void save()}>
          {text("common.save")}
        </Button>
      </div>
    </Popover>
  );
}
