import type { Answer, AnswerFault, InputFault, Question } from "../../api/generated/types";
import type { Text } from "../../i18n/text";

/** An answer while it is given: what is typed is read when it is sent. */
export type Given =
  | { is: "none" }
  | { is: "choices"; keys: readonly string[] }
  | { is: "yes_no"; yes: boolean }
  | { is: "typed"; text: string };

/** What was answered before, to be changed or kept. */
export function givenOf(answer: Answer | null): Given {
  switch (answer?.is) {
    case "one":
      return { is: "choices", keys: [answer.choice] };
    case "several":
      return { is: "choices", keys: answer.choices };
    case "yes_no":
      return { is: "yes_no", yes: answer.yes };
    case "number":
      return { is: "typed", text: String(answer.number) };
    case "date":
      return { is: "typed", text: answer.date };
    case "text":
      return { is: "typed", text: answer.text };
    default:
      return { is: "none" };
  }
}

/** With the choice at a digit (from 1) taken, or for several given back; `null` when there is none. */
export function chosen(question: Question, given: Given, digit: number): Given | null {
  if (question.is === "yes_no") return digit <= 2 ? { is: "yes_no", yes: digit === 1 } : null;
  if (question.is !== "one" && question.is !== "several") return null;
  const key = question.choices[digit - 1]?.key;
  if (!key) return null;
  if (question.is === "one") return { is: "choices", keys: [key] };
  const keys = given.is === "choices" ? given.keys : [];
  return { is: "choices", keys: keys.includes(key) ? keys.filter((it) => it !== key) : [...keys, key] };
}

/** The answer to send; `null` when nothing is answered, `"unclear"` when it can't be read. */
export function answerOf(question: Question, given: Given): Answer | null | "unclear" {
  const typed = given.is === "typed" ? given.text.trim() : "";
  switch (question.is) {
    case "one":
      return given.is === "choices" && given.keys[0] ? { is: "one", choice: given.keys[0] } : null;
    case "several":
      return { is: "several", choices: given.is === "choices" ? [...given.keys] : [] };
    case "yes_no":
      return given.is === "yes_no" ? { is: "yes_no", yes: given.yes } : null;
    case "number": {
      if (!typed) return null;
      const plain = typed.replace(/[\s,]/g, "");
      return /^[+-]?\d{1,9}$/.test(plain) ? { is: "number", number: Number(plain) } : "unclear";
    }
    case "date":
      if (!typed) return null;
      return /^\d{4}-\d{2}-\d{2}$/.test(typed) ? { is: "date", date: typed } : "unclear";
    case "text":
      return typed ? { is: "text", text: typed } : null;
  }
}

/** What is wrong with an answer, as a sentence with the way on. */
export function faultText(fault: InputFault, text: Text): string {
  return fault.is === "answer" ? answerFaultText(fault.fault, text) : text("script.fault.other_step");
}

export function answerFaultText(fault: AnswerFault, text: Text): string {
  switch (fault.is) {
    case "out_of_range":
      return text("script.fault.out_of_range", { min: fault.min ?? "", max: fault.max ?? "" });
    case "day_out_of_range":
      return text("script.fault.day_out_of_range", {
        earliest: fault.earliest ?? "",
        latest: fault.latest ?? "",
      });
    default:
      return text(`script.fault.${fault.is}`, { ...fault });
  }
}
