import type { CallView } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { Callout } from "../../components/Surface";
import { useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { showCall } from "../../state/live";
import { useStore } from "../../state/store";
import { callerName, callerNumber } from "../../words/call";
import styles from "./CustomerScreen.module.css";

/** Says that the customer on screen is not the one on the phone, and offers to tie an unknown call to this one. */
export function OnCallBanner({ customer }: { customer: string }) {
  const text = useText();
  const desk = useDesk();
  const selected = useStore(desk.selection, (selection) => selection.call);
  const view = useStore(desk.calls).find((it) => it.call.id === selected);
  if (!view) return null;
  if (view.customer === customer) return view.candidates.length > 1 ? <OneOfSeveral view={view} /> : null;
  const attach = async () => {
    const attached = await desk.run(desk.commands.attachCustomer({ call: view.call.id, customer }));
    if (!attached) return;
    desk.calls.update((calls) => calls.map((it) => (it.call.id === attached.call.id ? attached : it)));
    showCall(desk, view.call.id);
  };
  return (
    <Callout
      tone="info"
      icon="phone"
      action={
        <span className={styles.actions}>
          {!view.customer && (
            <Button size="s" look="primary" onPress={() => void attach()}>
              {text("customer.attach")}
            </Button>
          )}
          <Button size="s" onPress={() => showCall(desk, view.call.id)}>
            {text("customer.backToCall")}
          </Button>
        </span>
      }
    >
      <span className={styles.onCall} dir="auto">
        {view.customer
          ? text("customer.onCall", { name: callerName(view, text) })
          : text("customer.onCallUnknown", { number: callerNumber(view, text) })}
      </span>
    </Callout>
  );
}

/** The number belongs to others too: the choice can be made again. */
function OneOfSeveral({ view }: { view: CallView }) {
  const text = useText();
  const desk = useDesk();
  const again = async () => {
    const free = await desk.run(desk.commands.attachCustomer({ call: view.call.id, customer: null }));
    if (free) desk.calls.update((calls) => calls.map((it) => (it.call.id === free.call.id ? free : it)));
  };
  return (
    <Callout
      tone="neutral"
      icon="users"
      action={
        <Button size="s" onPress={() => void again()}>
          {text("customer.untie")}
        </Button>
      }
    >
      {text("call.several", { count: view.candidates.length })}
    </Callout>
  );
}
