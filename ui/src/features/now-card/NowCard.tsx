import type { CustomerView, Tier } from "../../api/generated/types";
import { IconButton } from "../../components/Button";
import { Tag } from "../../components/Surface";
import { useLocale, useText } from "../../i18n/text";
import { useWhen, whenFor } from "../../i18n/when";
import { useMinute } from "../../state/clock";
import { useDesk } from "../../state/context";
import { panelStore } from "../../state/panel";
import { usePeople } from "../../state/people";
import { useKeys, useShortcut } from "../../state/shortcuts";
import { useStore } from "../../state/store";
import { MayBe, SamePerson } from "../identity/SamePerson";
import { CameThrough } from "../rules/CameThrough";
import { Asks } from "./Asks";
import { Complaint } from "./Complaint";
import { Conflicts } from "./Conflicts";
import { Consents } from "./Consents";
import { Engagement } from "./Engagement";
import { NeedLine } from "./NeedLine";
import styles from "./NowCard.module.css";
import { Perks } from "./Perks";
import { Remarks } from "./Remarks";
import { Silence } from "./Silence";
import { Steps } from "./Steps";

/** One glance: who is this, what do they want, what did we promise, what must I not do. */
export function NowCard({ view }: { view: CustomerView }) {
  return (
    <section className={styles.card} aria-labelledby="now-name">
      <Identity view={view} />
      <Perks view={view} />
      <Complaint view={view} />
      <CameThrough customer={view.customer.id} />
      <NeedLine view={view} />
      <Silence view={view} />
      <Conflicts view={view} />
      <Remarks view={view} />
      <SamePerson view={view} />
      <Steps view={view} />
      <Engagement view={view} />
      <Asks view={view} />
      <Consents view={view} />
    </section>
  );
}

/** The value tier, in words and colour. */
export function TierTag({ tier }: { tier: Tier }) {
  const text = useText();
  return (
    <span className={styles.tier} data-tier={tier} title={text("tier.label", { tier: text(`tier.${tier}`) })}>
      {text(`tier.${tier}`)}
    </span>
  );
}

function Identity({ view }: { view: CustomerView }) {
  const text = useText();
  const locale = useLocale();
  const desk = useDesk();
  const when = useWhen();
  const minute = useMinute();
  const ownZone = useStore(desk.settings, (settings) => settings?.time_zone);
  const { customer } = view;
  const keys = useKeys("conversation_begin");
  const begin = () => desk.open.set({ is: "begin", customer: customer.id });
  useShortcut("conversation_begin", begin);
  const last = view.timeline.entries[0]?.interaction.started_ms ?? view.dialogues[0]?.last_contact_ms;
  return (
    <header className={styles.identity}>
      <TierTag tier={customer.tier} />
      <h1 id="now-name" className={styles.name} dir="auto" title={customer.name}>
        {customer.name}
      </h1>
      {customer.name_latin && (
        <span className={styles.fact} dir="auto" title={customer.name_latin}>
          {customer.name_latin}
        </span>
      )}
      {customer.company && (
        <span className={styles.fact} dir="auto" title={customer.company}>
          {customer.company}
        </span>
      )}
      {customer.account_no && (
        <span className={styles.fact} title={customer.account_no}>
          {text("customer.account", { number: customer.account_no })}
        </span>
      )}
      {customer.language !== locale && (
        <Tag icon="language">
          {text("customer.language", { language: text(`language.${customer.language}`) })}
        </Tag>
      )}
      {customer.time_zone && customer.time_zone !== ownZone && (
        <Tag icon="clock">
          {text("customer.zone", { time: whenFor({ locale, timeZone: customer.time_zone }).time(minute) })}
        </Tag>
      )}
      {customer.preferred_agent && <PreferredAgent agent={customer.preferred_agent} />}
      <span className={styles.last}>
        {last === undefined
          ? text("customer.neverContacted")
          : text("customer.since", { when: when.day(last, minute) })}
      </span>
      <MayBe view={view} />
      <IconButton label={text("begin.title")} icon="email" size="s" keys={keys} onPress={begin} />
      <IconButton
        label={text("customer.edit")}
        icon="edit"
        size="s"
        onPress={() => panelStore.set("customer")}
      />
    </header>
  );
}

/** Whom the customer reaches first where that is possible (P-8); oneself is said as such. */
function PreferredAgent({ agent }: { agent: string }) {
  const text = useText();
  const own = useStore(useDesk().session, (session) =>
    session?.state === "signed_in" ? session.user.id : null,
  );
  const name = usePeople().find(({ id }) => id === agent)?.name ?? text("customer.otherAgent");
  const mine = agent === own;
  return (
    <span className={styles.preferred} title={text("customer.preferredAgent")}>
      <Tag icon="user" tone={mine ? "info" : "neutral"}>
        {mine ? text("customer.prefersMe") : text("customer.prefers", { name })}
      </Tag>
    </span>
  );
}
