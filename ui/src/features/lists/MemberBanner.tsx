import { useState } from "react";
import type { ListWork, MemberView } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { TextField } from "../../components/Field";
import { Popover } from "../../components/Overlay";
import { Callout } from "../../components/Surface";
import { useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { useKeys, useShortcut } from "../../state/shortcuts";
import { useStore } from "../../state/store";
import { obstaclesText, reasonText, stateText } from "../../words/lists";
import { callMember, showNext } from "./actions";
import styles from "./Lists.module.css";
import { useListWords } from "./words";

/** Says that the customer on screen is this person's to call from a list, why, and what stands in the way. */
export function MemberBanner({ customer }: { customer: string }) {
  const desk = useDesk();
  const work = useStore(desk.lists.store, (state) => state.work);
  const member = work?.mine.find((it) => it.customer === customer);
  return member && work ? <Banner key={member.id} member={member} work={work} /> : null;
}

function Banner({ member, work }: { member: MemberView; work: ListWork }) {
  const text = useText();
  const desk = useDesk();
  const words = useListWords();
  // A call that is up, or that owes its form, comes first.
  const busy = useStore(desk.calls, (calls) => calls.length > 0);
  const callKeys = useKeys("list_call");
  const nextKeys = useKeys("list_next");
  const blocked = member.obstacles.length > 0;
  const { name, offer } = work.view.list;
  useShortcut("list_call", () => void callMember(desk, member), !blocked && !busy);
  return (
    <Callout
      tone={blocked ? "warn" : "info"}
      icon={blocked ? "warning" : "users"}
      action={
        <span className={styles.actions}>
          <Button
            size="s"
            look="primary"
            icon="phone"
            keys={callKeys}
            isDisabled={blocked || busy}
            aria-label={text("lists.callWho", { who: member.name })}
            onPress={() => void callMember(desk, member)}
          >
            {text("lists.call")}
          </Button>
          <TakeOff member={member} />
          <Button size="s" keys={nextKeys} onPress={() => void showNext(desk)}>
            {text("lists.next")}
          </Button>
        </span>
      }
    >
      <span className={styles.banner} dir="auto">
        {text("lists.banner", { name, rank: member.rank, reason: reasonText(member.reason, words) })}
        {member.result && <span>{stateText(member, words)}</span>}
        {offer && <span>{text("lists.bannerOffer", { offer })}</span>}
        {blocked && <b>{text("lists.blocked", { why: obstaclesText(member.obstacles, text) })}</b>}
      </span>
    </Callout>
  );
}

function TakeOff({ member }: { member: MemberView }) {
  const text = useText();
  const desk = useDesk();
  const [words, setWords] = useState("");
  const [open, setOpen] = useState(false);
  const [first] = member.obstacles;
  const ready = Boolean(first) || words.trim() !== "";
  const takeOff = async () => {
    if (!ready) return;
    const done = await desk.run(desk.commands.takeOff({ member: member.id, words }).then(() => true));
    if (!done) return;
    setOpen(false);
    await desk.lists.read();
    await showNext(desk);
  };
  return (
    <Popover
      label={text("lists.takeOffTitle")}
      isOpen={open}
      onOpenChange={setOpen}
      trigger={<Button size="s">{text("lists.takeOff")}</Button>}
    >
      <div className={styles.takeOff}>
        <TextField
          label={first ? text("lists.whyBlocked", { why: text(`obstacle.${first}`) }) : text("lists.why")}
          value={words}
          maxLength={600}
          autoFocus
          onChange={setWords}
          onEnter={() => void takeOff()}
        />
        <Button look="primary" isDisabled={!ready} onPress={() => void takeOff()}>
          {text("lists.takeOff")}
        </Button>
      </div>
    </Popover>
  );
}
