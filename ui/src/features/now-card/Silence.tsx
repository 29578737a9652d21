import type { CustomerView } from "../../api/generated/types";
import { Callout } from "../../components/Surface";
import { useText } from "../../i18n/text";
import { useWhen } from "../../i18n/when";
import { useMinute } from "../../state/clock";

/** A valued customer without contact for too long, and since when (P-4). */
export function Silence({ view }: { view: CustomerView }) {
  const text = useText();
  const when = useWhen();
  const minute = useMinute();
  const { silence } = view.care;
  if (!silence) return null;
  const values = {
    when: when.day(silence.since_ms, minute),
    days: silence.days,
  };
  const { reason } = view.care.treatment;
  return (
    <Callout tone="warn" icon="clock">
      {reason.is === "segment"
        ? text("care.silenceSegment", { ...values, name: reason.name })
        : text("care.silence", { ...values, tier: text(`tier.${view.customer.tier}`) })}
    </Callout>
  );
}
