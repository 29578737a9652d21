import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { Input, InputFault, ScriptView, ShownStep } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { type Locale, useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { useStore } from "../../state/store";
import { barredText } from "../../words/stages";
import { Answers } from "./Answers";
import { answerOf, chosen, faultText, type Given, givenOf } from "./answer";
import styles from "./Script.module.css";

interface Props {
  view: ScriptView;
  /** The language in which is spoken. */
  spoken: Locale;
  fault: InputFault | null;
  onInput: (input: Input) => void;
}

const TYPED = 'input:not([type="radio"], [type="checkbox"]), textarea';

/**
 * One step: what to say, what to ask, and on. With the focus in it digits choose, Enter goes on, Backspace and the left arrow go back;
 * it takes the focus only from itself.
 */
export function StepView({ view, spoken, fault, onInput }: Props) {
  const text = useText();
  const frame = useRef<HTMLDivElement>(null);
  const hadFocus = useRef(false);
  const { step } = view;
  const place = `${view.script} ${view.at} ${step?.key}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: at another step the focus goes on with who was at this one
  useEffect(() => {
    if (!hadFocus.current) return;
    hadFocus.current = false;
    const field = frame.current?.querySelector<HTMLElement>(TYPED);
    (field ?? frame.current)?.focus();
  }, [place]);
  const topic = useStore(useDesk().topics, (all) => all.find((it) => it.id === view.topic));
  if (!step) return null;
  const barred = step.barred_from === null ? null : barredText(topic, step.barred_from, text);
  const send = (input: Input) => {
    hadFocus.current = frame.current?.contains(document.activeElement) ?? false;
    onInput(input);
  };
  return (
    <div
      ref={frame}
      role="group"
      className={styles.step}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: its keys are those of the step
      tabIndex={0}
      aria-label={text("script.step")}
      data-own-keys="Digit Enter Backspace ArrowLeft"
    >
      <p className={styles.say} dir="auto" lang={spoken} aria-live="polite">
        {step.say[spoken] ||
          step.say[spoken === "ko" ? "en" : "ko"] ||
          (barred ? "" : text(`script.kind.${step.kind.is}`))}
      </p>
      {barred && (
        <p role="alert" className={styles.error}>
          {text("script.notMoved", { why: barred })}
        </p>
      )}
      <Way key={place} {...{ view, step, spoken, fault, frame }} onInput={send} />
    </div>
  );
}

interface WayProps extends Props {
  step: ShownStep;
  frame: { current: HTMLDivElement | null };
}

/** The answer at a step, and the way on from it. */
function Way({ view, step, spoken, fault, frame, onInput }: WayProps) {
  const text = useText();
  const [given, setGiven] = useState<Given>(() => givenOf(step.answer));
  const [asked, setAsked] = useState<string | null>(null);
  const question = step.kind.is === "ask" ? step.kind.question : null;
  const optional = step.kind.is === "ask" && step.kind.optional;
  const ends = step.kind.is === "end";
  const change = (next: Given) => {
    setAsked(null);
    setGiven(next);
  };
  const goOn = () => {
    if (ends) return;
    if (!question) return onInput({ is: "next", step: step.key });
    const answer = answerOf(question, given);
    if (answer === "unclear")
      return setAsked(text(`script.fault.unclear_${question.is === "date" ? "date" : "number"}`));
    if (answer) return onInput({ is: "answer", step: step.key, answer });
    if (optional) return onInput({ is: "next", step: step.key });
    setAsked(text("script.fault.missing"));
  };
  const goBack = () => {
    if (view.at > 0) onInput({ is: "back", step: step.key });
  };
  const keys = useRef({ goOn, goBack, given });
  keys.current = { goOn, goBack, given };
  const error = asked ?? (fault ? faultText(fault, text) : null);

  useEffect(() => {
    const box = frame.current;
    const onKey = (event: globalThis.KeyboardEvent | KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if ("isComposing" in event && event.isComposing) return;
      const target = event.target as HTMLElement;
      const typing = target.matches(TYPED);
      const empty =
        typing && (target as HTMLInputElement).value === "" && target.getAttribute("type") !== "date";
      const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
      if (event.key === "Enter" && !target.matches("button:not([aria-pressed])")) keys.current.goOn();
      else if (event.key === "Backspace" && (!typing || empty)) keys.current.goBack();
      else if (event.key === "ArrowLeft" && !typing) keys.current.goBack();
      else if (event.key === "Escape") target.blur();
      else if (digit && !typing && question) {
        const next = chosen(question, keys.current.given, Number(digit));
        if (!next) return;
        setAsked(null);
        setGiven(next);
      } else return;
      event.preventDefault();
      event.stopPropagation();
    };
    box?.addEventListener("keydown", onKey);
    return () => box?.removeEventListener("keydown", onKey);
  }, [frame, question]);

  return (
    <>
      {question && <Answers {...{ question, given, spoken, error }} onChange={change} />}
      {error && (!question || ["one", "several", "yes_no"].includes(question.is)) && (
        <p role="alert" className={styles.error}>
          {error}
        </p>
      )}
      {ends && view.summary?.title[spoken] && (
        <div className={styles.summary}>
          <strong dir="auto">{view.summary.title[spoken]}</strong>
          <p dir="auto">{view.summary.text[spoken]}</p>
        </div>
      )}
      <div className={styles.ways}>
        <Button size="s" look="quiet" keys="Backspace" isDisabled={view.at === 0} onPress={goBack}>
          {text("script.back")}
        </Button>
        <span className={styles.place}>{text("script.place", { at: view.at + 1 })}</span>
        {!ends && (
          <Button size="s" look="primary" keys="Enter" onPress={goOn}>
            {text(optional && given.is === "none" ? "script.skip" : "script.next")}
          </Button>
        )}
        {ends && <span className={styles.place}>{text("script.ended")}</span>}
      </div>
    </>
  );
}
