import { Icon } from "../../components/Icon";
import { useText } from "../../i18n/text";
import styles from "./WorkList.module.css";

const USUAL = 5;

/** That a customer comes before others (P-8); nothing where nobody does. */
export function Priority({ priority }: { priority: number }) {
  const text = useText();
  if (priority >= USUAL) return null;
  return (
    <span className={styles.priority} title={text("perks.priority", { priority })}>
      <Icon name="arrowUp" size={11} />
      <span aria-hidden="true">{priority}</span>
      <span className="visually-hidden">{text("perks.priority", { priority })}</span>
    </span>
  );
}
