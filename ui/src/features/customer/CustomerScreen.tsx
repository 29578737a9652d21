import { memo, useEffect } from "react";
import type { CustomerView } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { keyFaces } from "../../components/Keys";
import { Callout, Empty, Skeleton } from "../../components/Surface";
import { useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { entryOf } from "../../state/customers";
import { showCustomer } from "../../state/live";
import { shownCustomer } from "../../state/selection";
import { useKeys } from "../../state/shortcuts";
import { useStore } from "../../state/store";
import { errorText } from "../../words/error";
import { CustomerCases } from "../cases/CustomerCases";
import { Dialogues } from "../dialogues/Dialogues";
import { MemberBanner } from "../lists/MemberBanner";
import { NowCard } from "../now-card/NowCard";
import { TimelineView } from "../timeline/TimelineView";
import { UnknownCaller } from "../unknown-caller/UnknownCaller";
import styles from "./CustomerScreen.module.css";
import { OnCallBanner } from "./OnCallBanner";

/** The middle of the screen: the customer of the call, or the one that was opened. */
export function CustomerScreen() {
  const desk = useDesk();
  const calls = useStore(desk.calls);
  const selection = useStore(desk.selection);
  const shown = shownCustomer(selection, calls);
  const call = calls.find((view) => view.call.id === selection.call);
  if (shown) return <KnownCustomer key={shown} id={shown} />;
  if (call) return <UnknownCaller key={call.call.id} view={call} />;
  return <Nobody />;
}

function Nobody() {
  const text = useText();
  const keys = useKeys("palette");
  return (
    <Empty level={1} icon="user" title={text("customer.nobody")}>
      {text("customer.nobodyText", { keys: keyFaces(keys).join(" ") })}
    </Empty>
  );
}

function KnownCustomer({ id }: { id: string }) {
  const text = useText();
  const desk = useDesk();
  const entry = useStore(desk.customers.store, (all) => entryOf(all, id));
  useEffect(() => desk.customers.open(id), [desk, id]);
  const stands = entry.view?.customer.id;
  // Opened by the id of one who was merged: from here on it is the one who stands for both.
  useEffect(() => {
    if (stands && stands !== id) showCustomer(desk, stands);
  }, [desk, id, stands]);
  if (entry.view) return <Customer view={entry.view} />;
  if (entry.error) {
    return (
      <Empty level={1} icon="warning" title={text("customer.failed")}>
        <p>{errorText(entry.error, text)}</p>
        <Button onPress={() => void desk.customers.refresh(id)}>{text("common.retry")}</Button>
      </Empty>
    );
  }
  return <Skeleton lines={8} label={text("customer.loading")} />;
}

/** Drawn again only when the customer differs: a ring, its state and the agent's are told one after the other. */
const Customer = memo(function Customer({ view }: { view: CustomerView }) {
  const desk = useDesk();
  const error = useStore(desk.customers.store, (all) => entryOf(all, view.customer.id).error);
  const text = useText();
  return (
    <div className={styles.screen}>
      <OnCallBanner customer={view.customer.id} />
      <MemberBanner customer={view.customer.id} />
      {error && (
        <Callout tone="warn" icon="warning">
          {text("customer.failed")}
        </Callout>
      )}
      <NowCard view={view} />
      <CustomerCases view={view} />
      <Dialogues view={view} />
      <TimelineView view={view} />
    </div>
  );
});
