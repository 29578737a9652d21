import { useEffect, useState } from "react";
import { ListBox, ListBoxItem } from "react-aria-components";
import type { CustomerCard } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { TextField } from "../../components/Field";
import { useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import styles from "./Rules.module.css";

const SEARCH_AFTER_MS = 150;
const HITS = 5;

/** Whose dialogues a trial looks at. */
export interface ChosenCustomer {
  id: string;
  name: string;
}

interface Props {
  chosen: ChosenCustomer | null;
  onChoose: (customer: ChosenCustomer | null) => void;
}

/** A customer, found by typing. */
export function CustomerField({ chosen, onChoose }: Props) {
  const text = useText();
  const desk = useDesk();
  const [typed, setTyped] = useState("");
  const [hits, setHits] = useState<readonly CustomerCard[]>([]);
  useEffect(() => {
    if (!typed.trim()) {
      setHits([]);
      return;
    }
    let gone = false;
    const timer = setTimeout(async () => {
      const found = await desk.run(desk.commands.search({ text: typed, limit: HITS }));
      if (!gone && found) setHits(found.hits.map((it) => it.card));
    }, SEARCH_AFTER_MS);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [desk, typed]);
  if (chosen) {
    return (
      <p className={styles.chosen}>
        <span dir="auto">{text("rules.customerChosen", { name: chosen.name })}</span>
        <Button size="s" icon="close" onPress={() => onChoose(null)}>
          {text("rules.customerOther")}
        </Button>
      </p>
    );
  }
  return (
    <div className={styles.customer}>
      <TextField
        label={text("rules.customer")}
        value={typed}
        hint={text("rules.customerHint")}
        onChange={setTyped}
      />
      {hits.length > 0 && (
        <ListBox
          className={styles.list ?? ""}
          aria-label={text("rules.customers")}
          selectionMode="single"
          onSelectionChange={(keys) => {
            const card = hits.find((it) => keys !== "all" && keys.has(it.id));
            if (!card) return;
            setTyped("");
            onChoose({ id: card.id, name: card.name });
          }}
        >
          {hits.map((card) => (
            <ListBoxItem key={card.id} id={card.id} textValue={card.name} className={styles.item ?? ""}>
              <span className={styles.itemName} dir="auto">
                {card.name}
              </span>
              {card.contact && <span className={styles.itemFacts}>{card.contact}</span>}
            </ListBoxItem>
          ))}
        </ListBox>
      )}
    </div>
  );
}
