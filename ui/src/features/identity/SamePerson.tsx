import { useEffect, useState } from "react";
import type { CustomerView, LookAlike, MergedView } from "../../api/generated/types";
import { Button, IconButton } from "../../components/Button";
import { Icon } from "../../components/Icon";
import { useText } from "../../i18n/text";
import { useWhen } from "../../i18n/when";
import { useMinute } from "../../state/clock";
import { useDesk } from "../../state/context";
import { useStore } from "../../state/store";
import styles from "./Identity.module.css";
import { reasonsText } from "./words";

/** Who else this customer is (D-12): one quiet line each, which come with the card. */
export function SamePerson({ view }: { view: CustomerView }) {
  if (view.merged.length === 0) return null;
  return (
    <div className={styles.lines}>
      {view.merged.map((merged) => (
        <Merged key={merged.merge} customer={view.customer.id} merged={merged} />
      ))}
    </div>
  );
}

function Merged({ customer, merged }: { customer: string; merged: MergedView }) {
  const text = useText();
  const desk = useDesk();
  const when = useWhen();
  const minute = useMinute();
  const [sending, setSending] = useState(false);
  const undo = async () => {
    setSending(true);
    const parted = await desk.run(desk.commands.undoMerge({ customer, merge: merged.merge }));
    setSending(false);
    if (!parted) return;
    desk.customers.put(parted);
    desk.notices.tell("identity.undone");
  };
  const values = { name: merged.name, when: when.day(merged.at_ms, minute) };
  return (
    <p className={styles.line}>
      <Icon name="user" />
      <span className={styles.words} dir="auto">
        {merged.by_name
          ? text("identity.mergedBy", { ...values, by: merged.by_name })
          : text("identity.merged", values)}
      </span>
      <Button size="s" look="quiet" isDisabled={sending} onPress={() => void undo()}>
        {text("identity.undo")}
      </Button>
    </p>
  );
}

/** Who this customer may also be (D-12). That is looked for once the card is there, so its place is kept: nothing moves when it is found. */
export function MayBe({ view }: { view: CustomerView }) {
  const text = useText();
  const desk = useDesk();
  const alike = useLookAlikes(view);
  const likeliest = alike[0];
  const sentence = likeliest && {
    name: likeliest.card.name,
    reasons: reasonsText(text, likeliest.reasons),
    more: alike.length - 1,
  };
  return (
    <span className={styles.mayBe}>
      {likeliest && sentence && (
        <IconButton
          label={text("identity.mayBe", sentence)}
          icon="user"
          size="s"
          look="plain"
          onPress={() => desk.open.set({ is: "merge", customer: view.customer.id, other: likeliest.card.id })}
        >
          <span className={styles.mayBeWords}>{text("identity.samePerson")}</span>
        </IconButton>
      )}
    </span>
  );
}

/** Who looks like the customer, read again when what is compared has changed, or somebody has decided. */
function useLookAlikes(view: CustomerView): readonly LookAlike[] {
  const desk = useDesk();
  const decided = useStore(desk.identityVersion);
  const [found, setFound] = useState<{ of: string; alike: readonly LookAlike[] }>({ of: "", alike: [] });
  const { id, name, address } = view.customer;
  const compared = [name, address, ...view.contact_points.map(({ value }) => value), view.merged.length].join(
    "\n",
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again when what is compared is another, or somebody decided
  useEffect(() => {
    let gone = false;
    desk.commands.lookAlikes(id).then(
      (alike) => !gone && setFound({ of: id, alike }),
      // Nothing is suggested then; the card says what failed where it matters.
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [desk, id, compared, decided]);
  return found.of === id ? found.alike : [];
}
