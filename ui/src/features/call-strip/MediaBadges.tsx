import type { Call } from "../../api/generated/types";
import { Icon } from "../../components/Icon";
import { useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import type { Quality } from "../../state/desk";
import { useStore } from "../../state/store";
import styles from "./CallStrip.module.css";

type Grade = "good" | "fair" | "poor";

/** What a listener notices: more than 1 % loss or 30 ms jitter a little, 5 % or 80 ms a lot (ITU-T G.1020 gives the order). */
export function gradeOf({ loss, jitterMs, roundTripMs }: Quality): Grade {
  if (loss > 0.05 || jitterMs > 80 || (roundTripMs ?? 0) > 600) return "poor";
  return loss > 0.01 || jitterMs > 30 || (roundTripMs ?? 0) > 300 ? "fair" : "good";
}

/** Codec, encryption and quality of a call. */
export function MediaBadges({ call }: { call: Call }) {
  const text = useText();
  const desk = useDesk();
  const quality = useStore(desk.quality, (all) => all[call.id]);
  const grade = quality && gradeOf(quality);
  const sealed = text(call.encrypted ? "call.encrypted" : "call.notEncrypted");
  const detail =
    quality &&
    text("call.quality.detail", {
      loss: quality.loss,
      jitter: quality.jitterMs,
      roundTrip: quality.roundTripMs === null ? "none" : String(Math.round(quality.roundTripMs)),
    });
  return (
    <span className={styles.media}>
      <span title={sealed} data-sealed={call.encrypted}>
        <Icon name={call.encrypted ? "lock" : "lockOpen"} size={14} />
        <span className="visually-hidden">{sealed}</span>
      </span>
      {call.codec && (
        <span className={styles.codec}>
          <span className="visually-hidden">{text("call.codec", { codec: "" })}</span>
          {call.codec}
        </span>
      )}
      {grade && (
        <span className={styles.quality} data-grade={grade} title={detail}>
          <span className={styles.bars} aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          <span className={styles.qualityText}>{text(`call.quality.${grade}`)}</span>
        </span>
      )}
    </span>
  );
}
