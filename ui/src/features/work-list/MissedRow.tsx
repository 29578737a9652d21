import type { MissedCall } from "../../api/generated/types";
import { IconButton } from "../../components/Button";
import { Icon } from "../../components/Icon";
import { Keys } from "../../components/Keys";
import { useText } from "../../i18n/text";
import { useWhen } from "../../i18n/when";
import { useDesk } from "../../state/context";
import { useStore } from "../../state/store";
import { dial } from "../call-strip/actions";
import { ageOf } from "./groups";
import { Priority } from "./Priority";
import styles from "./WorkList.module.css";

interface Props {
  missed: MissedCall;
  minute: number;
  /** The keys that call this one back. */
  keys: string | undefined;
}

/** A number that called in vain: a press calls it back. It stays until somebody spoke with it, or takes it off the list. */
export function MissedRow({ missed, minute, keys }: Props) {
  const text = useText();
  const desk = useDesk();
  const when = useWhen();
  const settings = useStore(desk.settings);
  const who = missed.name ?? missed.number_text;
  const sameDay = when.key(missed.at_ms) === when.key(minute);
  const age = ageOf(missed.at_ms, minute, settings);
  return (
    <li className={styles.pair}>
      <button
        type="button"
        data-row
        data-missed={missed.call}
        className={styles.row}
        data-age={age}
        aria-label={text("work.callBack", { who })}
        aria-description={age === "fresh" ? undefined : text(`work.age.${age}`)}
        onClick={() => void dial(desk, missed.number, missed.customer)}
      >
        <Icon name="phoneMissed" />
        <span className={styles.body}>
          <span className={styles.name} dir="auto" title={who}>
            {who}
          </span>
          <span className={`${styles.sub} ${styles.facts}`}>
            <Priority priority={missed.priority} />
            <span className={styles.when}>
              {sameDay ? when.time(missed.at_ms) : when.moment(missed.at_ms, minute)}
            </span>
            {missed.times > 1 && <span>{text("work.times", { count: missed.times })}</span>}
            {missed.name && <span title={missed.number_text}>{missed.number_text}</span>}
          </span>
        </span>
        {keys && <Keys keys={keys} />}
      </button>
      <IconButton
        label={text("work.dismiss", { who })}
        icon="close"
        size="s"
        onPress={() => void desk.run(desk.commands.dismissMissed(missed.call))}
      />
    </li>
  );
}
