import type { CommandTypes } from "../../api/generated/commands";
import type { CommandError, ErrorCode, UiEvent } from "../../api/generated/types";
import type { Platform } from "../platform";
import { sampleCall, sampleCustomer, sampleSnapshot, sampleWaiting, TOPICS } from "./sample";

type Name = keyof CommandTypes;
type Answer<N extends Name> = (
  input: CommandTypes[N]["input"],
) => CommandTypes[N]["output"] | Promise<CommandTypes[N]["output"]>;
type Answers = { [N in Name]?: Answer<N> };

/** A desk whose answers and events a test writes down. It remembers what it was asked. */
export class FakeDesk implements Platform {
  readonly asked: { name: string; input: unknown }[] = [];
  private readonly answers: Answers;
  private tell: (event: unknown) => void = () => undefined;
  private link: (up: boolean) => void = () => undefined;

  constructor(answers: Answers = {}) {
    this.answers = {
      snapshot: () => sampleSnapshot(),
      topics: () => TOPICS,
      colleagues: () => [],
      customer: (id) => sampleCustomer({ id }),
      timeline: () => sampleCustomer().timeline,
      wrap_up_form: (call) => ({
        call,
        customer: "customer-1",
        note: "",
        outcome: "resolved",
        dialogue: { is: "existing", dialogue: "dialogue-1" },
        stage: null,
        topic: null,
        callback: null,
        due_ms: null,
      }),
      script: (call) => ({ call, language: "ko", shown: null, offers: [], fault: null }),
      save_draft: () => null,
      wrap_up: () => null,
      answer: () => null,
      hang_up: () => null,
      save_settings: (settings) => settings,
      search: ({ text }) => ({ text, hits: [], more: false }),
      attach_customer: ({ call, customer }) => sampleCall({ id: call }, { customer }),
      audio_devices: () => ({ inputs: ["Jabra Evolve2 40"], outputs: ["Jabra Evolve2 40", "Speaker"] }),
      test_audio: () => null,
      call_lists: () => [],
      triage: () => ({ contacts: [sampleWaiting("contact-1")], total: 1 }),
      assign: () => null,
      rules: () => ({ rules: [], administrators: ["박한나"] }),
      ...answers,
    };
  }

  invoke = async (name: string, input: unknown): Promise<unknown> => {
    this.asked.push({ name, input });
    const answer = this.answers[name as Name] as ((input: unknown) => unknown) | undefined;
    if (!answer) throw failure("internal");
    return answer(input);
  };

  listen = async (onEvent: (event: unknown) => void, onLink: (up: boolean) => void) => {
    this.tell = onEvent;
    this.link = onLink;
    onLink(true);
    return () => undefined;
  };

  /** Sends an event to the view. */
  emit(event: UiEvent): void {
    this.tell(event);
  }

  /** Breaks the view's link to the desk, or brings it back. */
  setLink(up: boolean): void {
    this.link(up);
  }

  /** The inputs of a command so far. */
  inputs<N extends Name>(name: N): CommandTypes[N]["input"][] {
    return this.asked.filter((it) => it.name === name).map((it) => it.input as CommandTypes[N]["input"]);
  }
}

/** An error as the desk rejects with. */
export function failure(code: ErrorCode, detail: string | null = null): CommandError {
  return { code, detail, retry: false };
}
