import type { CustomerView, Remark, RemarkKind } from "../../api/generated/types";
import { IconButton } from "../../components/Button";
import { Icon, type IconName } from "../../components/Icon";
import { useText } from "../../i18n/text";
import { useWhen } from "../../i18n/when";
import { useMinute } from "../../state/clock";
import { useDesk } from "../../state/context";
import styles from "./NowCard.module.css";

const ICONS: Record<RemarkKind, IconName> = {
  warning: "warning",
  promise: "promise",
  preference: "heart",
  handling: "handling",
};

/** What one agent learned and all know (P-2): warnings first and loud, the rest side by side. */
export function Remarks({ view }: { view: CustomerView }) {
  const text = useText();
  const live = view.remarks.filter((remark) => !remark.done);
  const of = (kind: RemarkKind) => live.filter((remark) => remark.kind === kind);
  const warnings = of("warning");
  const columns: [RemarkKind, string][] = [
    ["promise", text("customer.promises")],
    ["preference", text("customer.preferences")],
    ["handling", text("customer.handling")],
  ];
  return (
    <>
      {warnings.length > 0 && (
        <ul className={styles.warnings} aria-label={text("customer.warnings")}>
          {warnings.map((remark) => (
            <RemarkLine key={remark.id} remark={remark} />
          ))}
        </ul>
      )}
      <div className={styles.columns}>
        {columns.map(
          ([kind, title]) =>
            of(kind).length > 0 && (
              <section key={kind}>
                <h2 className={styles.columnTitle}>{title}</h2>
                <ul>
                  {of(kind).map((remark) => (
                    <RemarkLine key={remark.id} remark={remark} />
                  ))}
                </ul>
              </section>
            ),
        )}
      </div>
    </>
  );
}

function RemarkLine({ remark }: { remark: Remark }) {
  const text = useText();
  const desk = useDesk();
  const when = useWhen();
  const minute = useMinute();
  const finish = async () => {
    const view = await desk.run(
      desk.commands.saveRemark({
        customer: remark.customer,
        id: remark.id,
        kind: remark.kind,
        text: remark.text,
        priority: remark.priority,
        due_ms: remark.due_ms,
        expires_ms: remark.expires_ms,
        done: true,
      }),
    );
    if (view) desk.customers.put(view);
  };
  const overdue = remark.due_ms !== null && remark.due_ms < minute;
  return (
    <li className={styles.remark} data-kind={remark.kind}>
      <Icon name={ICONS[remark.kind]} size={14} />
      <span className={styles.remarkText} dir="auto" title={remark.text.slice(0, 400)}>
        {remark.text}
      </span>
      {remark.due_ms !== null && (
        <span className={styles.due} data-overdue={overdue}>
          {text("remark.dueBy", { when: when.day(remark.due_ms, minute) })}
          {overdue && <span className="visually-hidden">{text("remark.overdue")}</span>}
        </span>
      )}
      {remark.kind === "promise" && (
        <IconButton
          label={text("remark.doneOf", { text: remark.text.slice(0, 60) })}
          icon="check"
          size="s"
          onPress={() => void finish()}
        />
      )}
    </li>
  );
}
