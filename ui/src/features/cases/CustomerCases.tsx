import type { CustomerView } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { useText } from "../../i18n/text";
import { openCase } from "../../state/cases";
import { useDesk } from "../../state/context";
import { useKeys, useShortcut } from "../../state/shortcuts";
import { newCase } from "./actions";
import { CaseRow } from "./CaseList";
import styles from "./Cases.module.css";

const SETTLED_SHOWN = 3;

/** A customer's requests and complaints on the card: open ones, and the last that were settled. */
export function CustomerCases({ view }: { view: CustomerView }) {
  const text = useText();
  const desk = useDesk();
  const keys = useKeys("case_new");
  const write = () => newCase(desk, view.customer.id);
  useShortcut("case_new", write);
  useShortcut("case_new_typing", write);
  const open = view.cases.filter((it) => it.state !== "resolved");
  const settled = view.cases.filter((it) => it.state === "resolved").slice(0, SETTLED_SHOWN);
  return (
    <section className={styles.section} aria-labelledby="customer-cases">
      <header className={styles.header}>
        <h2 id="customer-cases">
          {text("cases.title")} {open.length > 0 && <span className={styles.faint}>{open.length}</span>}
        </h2>
        <Button size="s" look="quiet" icon="plus" keys={keys} onPress={write}>
          {text("cases.new")}
        </Button>
      </header>
      <ul>
        {[...open, ...settled].map((line) => (
          <li key={line.id}>
            <button
              type="button"
              className={styles.own}
              data-settled={line.state === "resolved"}
              onClick={() => openCase(desk, line.id)}
            >
              <CaseRow line={line} />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
