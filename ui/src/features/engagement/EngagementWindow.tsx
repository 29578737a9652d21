import { useState } from "react";
import { Label, Radio, RadioGroup } from "react-aria-components";
import type { Channel, CustomerView, DeliveredKind, FeedbackKind, Part } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { ChoiceField, Switch, TextField } from "../../components/Field";
import { Dialog } from "../../components/Overlay";
import { Callout, Skeleton } from "../../components/Surface";
import { useLocale, useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { entryOf } from "../../state/customers";
import { useStore } from "../../state/store";
import { CHANNELS } from "../../words/channels";
import { CURRENCIES, readMoney } from "../../words/money";
import { topicName } from "../../words/need";
import styles from "./Engagement.module.css";

const SUBJECTS = ["survey", "feedback", "referral", "delivered"] as const;
const FEEDBACK: readonly FeedbackKind[] = ["praise", "complaint", "idea"];
const GIVEN: readonly DeliveredKind[] = ["waiver", "discount", "upgrade", "gift", "other"];
const TRIAGE = "triage";
type Subject = (typeof SUBJECTS)[number];

interface Props {
  customer: string;
  /** The call in which it is said. */
  call: string | null;
  onClose: () => void;
}

/** Writes down what customer and company did for each other (P-4, P-9): `q`, a score, Enter. */
export function EngagementWindow({ customer, call, onClose }: Props) {
  const text = useText();
  const view = useStore(useDesk().customers.store, (all) => entryOf(all, customer).view);
  if (!view) {
    return (
      <Dialog title={text("engagement.title")} size="s" isOpen onClose={onClose}>
        <Skeleton lines={4} label={text("common.loading")} />
      </Dialog>
    );
  }
  return <Form view={view} call={call} onClose={onClose} />;
}

function Form({ view, call, onClose }: { view: CustomerView; call: string | null; onClose: () => void }) {
  const text = useText();
  const locale = useLocale();
  const desk = useDesk();
  const topics = useStore(desk.topics);
  const asks = view.care.treatment.measures.participation;
  const [subject, setSubject] = useState<Subject>(asks ? "survey" : "delivered");
  const [score, setScore] = useState("");
  const [words, setWords] = useState("");
  const [kind, setKind] = useState<FeedbackKind>("praise");
  const [consent, setConsent] = useState(false);
  const [name, setName] = useState("");
  const [number, setNumber] = useState("");
  const [given, setGiven] = useState<DeliveredKind>("waiver");
  const [amount, setAmount] = useState("");
  const [currency, setCurrency] = useState<string>(CURRENCIES[0]);
  const [channel, setChannel] = useState<Channel>("phone");
  const open = view.dialogues.filter((it) => it.open);
  const [dialogue, setDialogue] = useState(open[0]?.id ?? TRIAGE);
  const [sending, setSending] = useState(false);
  const [tried, setTried] = useState(false);

  const money = readMoney(amount, currency);
  const faults = {
    score: !/^(\d|10)$/.test(score.trim()) && text("engagement.scoreWrong"),
    words: subject === "feedback" && !words.trim() && text("engagement.wordsMissing"),
    amount: money === undefined && text("engagement.amountWrong"),
    given: !words.trim() && money === null && text("engagement.givenMissing"),
  };
  const lacking = {
    survey: faults.score,
    feedback: faults.words,
    referral: false,
    delivered: faults.amount || faults.given,
  }[subject];
  const shown = (fault: string | false) => (tried && fault ? fault : null);
  const part = (): Part => {
    if (subject === "feedback") return { is: "feedback", kind, words };
    if (subject === "referral")
      return {
        is: "referral",
        consent,
        name: consent ? name : "",
        number: (consent && number.trim()) || null,
      };
    return { is: "survey", score: Number(score), words };
  };
  const save = async () => {
    setTried(true);
    if (lacking || sending) return;
    setSending(true);
    const own = { customer: view.customer.id, call };
    const saved = await desk.run(
      subject === "delivered"
        ? desk.commands.recordDelivered({ ...own, kind: given, words, amount: money ?? null })
        : desk.commands.recordParticipation({
            ...own,
            channel,
            dialogue: dialogue === TRIAGE ? null : dialogue,
            part: part(),
          }),
    );
    setSending(false);
    if (!saved) return;
    desk.customers.put(saved);
    const opened = saved.care.complaint && !view.care.complaint;
    desk.notices.tell(opened ? "engagement.savedOpened" : "engagement.saved");
    onClose();
  };
  const enter = () => void save();
  return (
    <Dialog
      title={text("engagement.titleOf", { name: view.customer.name })}
      size="s"
      isOpen
      onClose={onClose}
      actions={
        <Button look="primary" keys="Enter" isDisabled={sending} onPress={enter}>
          {text("engagement.save")}
        </Button>
      }
    >
      <div className={styles.form}>
        <RadioGroup
          className={styles.subjects ?? ""}
          orientation="horizontal"
          value={subject}
          onChange={(next) => {
            setSubject(next as Subject);
            setTried(false);
          }}
        >
          <Label className="visually-hidden">{text("engagement.what")}</Label>
          {SUBJECTS.map((id) => (
            <Radio
              key={id}
              value={id}
              className={styles.subject ?? ""}
              isDisabled={!asks && id !== "delivered"}
            >
              {text(`engagement.${id}`)}
            </Radio>
          ))}
        </RadioGroup>
        {!asks && (
          <Callout tone="info" icon="lock">
            {text("engagement.off")}
          </Callout>
        )}
        {subject === "survey" && (
          <TextField
            label={text("engagement.score")}
            hint={text("engagement.scoreHint")}
            value={score}
            onChange={setScore}
            inputMode="numeric"
            maxLength={2}
            autoFocus
            error={shown(faults.score)}
            onEnter={enter}
          />
        )}
        {subject === "feedback" && (
          <ChoiceField
            label={text("engagement.feedbackKind")}
            choices={FEEDBACK.map((id) => ({ id, label: text(`engagement.kind.${id}`) }))}
            value={kind}
            onChange={(id) => setKind(id as FeedbackKind)}
          />
        )}
        {subject === "delivered" && (
          <ChoiceField
            label={text("engagement.given")}
            choices={GIVEN.map((id) => ({ id, label: text(`engagement.given.${id}`) }))}
            value={given}
            onChange={(id) => setGiven(id as DeliveredKind)}
          />
        )}
        {subject === "referral" ? (
          <>
            <Switch label={text("engagement.consent")} isSelected={consent} onChange={setConsent} />
            <TextField
              label={text("engagement.name")}
              value={name}
              onChange={setName}
              maxLength={100}
              isDisabled={!consent}
              hint={consent ? undefined : text("engagement.consentHint")}
              onEnter={enter}
            />
            <TextField
              label={text("engagement.number")}
              value={number}
              onChange={setNumber}
              inputMode="tel"
              maxLength={40}
              isDisabled={!consent}
              onEnter={enter}
            />
          </>
        ) : (
          <TextField
            label={text(subject === "delivered" ? "engagement.givenWords" : "engagement.words")}
            value={words}
            onChange={setWords}
            maxLength={600}
            error={shown(subject === "delivered" ? faults.given : faults.words)}
            onEnter={enter}
          />
        )}
        {subject === "delivered" && (
          <div className={styles.pair}>
            <TextField
              label={text("engagement.amount")}
              value={amount}
              onChange={setAmount}
              inputMode="numeric"
              maxLength={18}
              error={shown(faults.amount)}
              onEnter={enter}
            />
            <ChoiceField
              label={text("engagement.currency")}
              choices={CURRENCIES.map((id) => ({ id, label: id }))}
              value={currency}
              onChange={setCurrency}
            />
          </div>
        )}
        {call ? (
          <p className={styles.faint}>{text("engagement.inCall")}</p>
        ) : (
          subject !== "delivered" && (
            <div className={styles.pair}>
              <ChoiceField
                label={text("engagement.channel")}
                choices={CHANNELS.map((id) => ({ id, label: text(`channel.${id}`) }))}
                value={channel}
                onChange={(id) => setChannel(id as Channel)}
              />
              <ChoiceField
                label={text("engagement.dialogue")}
                choices={[
                  ...open.map((it) => ({ id: it.id, label: topicName(topics, it.topic, locale, text) })),
                  { id: TRIAGE, label: text("engagement.noDialogue") },
                ]}
                value={dialogue}
                onChange={setDialogue}
              />
            </div>
          )
        )}
      </div>
    </Dialog>
  );
}
