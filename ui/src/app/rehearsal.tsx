import { useEffect, useRef } from "react";
import { I18nProvider } from "react-aria-components";
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
import type { CallView, CustomerView } from "../api/generated/types";
import { CallStrip } from "../features/call-strip/CallStrip";
import { CustomerScreen } from "../features/customer/CustomerScreen";
import { DeskContext, useDesk } from "../state/context";
import { createDesk, type Desk } from "../state/desk";
import { isLive } from "../state/selection";
import { useStore } from "../state/store";

/** Once to read the code, once more to compile what was read. */
const TIMES = 2;
const CALL = "rehearsal";

/**
 * Draws a ring out of sight once, soon after the agent's screen is up, so that the first caller of the day is on screen as fast
 * as the others: without it the first ring takes three times as long, while the engine reads code, fonts and styles for the
 * first time.
 * It is played to the end within one task, on a desk of its own whose commands go nowhere: no key, no event and no command
 * can meet it.
 */
export function useRehearsal(): void {
  const desk = useDesk();
  const someone = useStore(desk.work, (work) => work.callbacks[0]?.callback.customer ?? null);
  const known = someone !== null;
  const rehearsed = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: anybody will do, once
  useEffect(() => {
    if (someone === null || rehearsed.current) return;
    let wanted = true;
    desk.commands.customer(someone).then(
      (view) => {
        if (!wanted || desk.calls.get().some(isLive)) return;
        rehearsed.current = true;
        rehearse(desk, view);
      },
      // The first ring is a little slower then.
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [desk, known]);
}

function rehearse(desk: Desk, view: CustomerView): void {
  const stage = createDesk({
    invoke: () => new Promise(() => undefined),
    listen: async () => () => undefined,
  });
  stage.settings.set(desk.settings.get());
  stage.topics.set(desk.topics.get());
  stage.customers.put(view);
  stage.calls.set([ringing(view)]);
  stage.selection.set({ call: CALL, customer: null });
  const scene = (
    <DeskContext value={stage}>
      <I18nProvider locale={document.documentElement.lang}>
        <CallStrip />
        <CustomerScreen />
      </I18nProvider>
    </DeskContext>
  );
  const hidden = document.createElement("div");
  hidden.inert = true;
  hidden.style.visibility = "hidden";
  hidden.style.position = "fixed";
  document.body.append(hidden);
  const root = createRoot(hidden);
  for (let time = 0; time < TIMES; time++) {
    flushSync(() => root.render(scene));
    // Asking for its size has it laid out.
    hidden.getBoundingClientRect();
    flushSync(() => root.render(null));
  }
  root.unmount();
  hidden.remove();
}

function ringing({ customer, contact_points: points }: CustomerView): CallView {
  return {
    call: {
      id: CALL,
      direction: "inbound",
      caller: {
        number: null,
        display_name: null,
        diverted_from: null,
        queue: null,
        campaign: null,
        pbx_call_id: null,
        customer_hint: null,
      },
      state: "ringing",
      muted: false,
      held_by_remote: false,
      started_ms: 0,
      answered_ms: null,
      ended_ms: null,
      end_cause: null,
      codec: null,
      encrypted: false,
    },
    rule: null,
    number_text: points[0]?.value ?? null,
    customer: customer.id,
    candidates: [],
    draft: "",
    wrap_up_owed: false,
  };
}
