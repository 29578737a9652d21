import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { DraftCheck, Impact, TopicDraft, TopicProblem } from "../src/api/generated/types";
import {
  addStage,
  changeStage,
  draftOf,
  type Edited,
  edited,
  moveStage,
  newDraft,
  removeStage,
} from "../src/features/topics/draft";
import { FakeDesk, failure } from "../src/platform/testing/fakeDesk";
import { sampleSnapshot, TOPICS } from "../src/platform/testing/sample";
import { openScreen } from "./screen";

const [TOPIC] = TOPICS;
if (!TOPIC) throw new Error("the sample has a topic");

/** Asked, offered, done: a topic of three stages with listed moves. */
function three(): Edited {
  const names = ["a", "b", "c"];
  const stages = names.map((name, index) => ({
    ...newDraft().stages[0],
    name: { ko: name, en: name },
    closing: index === 2,
  })) as TopicDraft["stages"];
  const moves: TopicDraft["moves"] = {
    is: "listed",
    pairs: [
      [1, 2],
      [2, 3],
    ],
  };
  return edited({ ...newDraft(), stages, moves, to: [1, 2, 3] });
}

const names = ({ draft }: Edited) => draft.stages.map((it) => it.name.en);
const pairs = ({ draft }: Edited) => (draft.moves.is === "listed" ? draft.moves.pairs : []);

describe("a draft's stages (H-2)", () => {
  it("keep their dialogues and moves when they are moved", () => {
    const moved = moveStage(three(), 1, 1);
    expect(names(moved)).toEqual(["b", "a", "c"]);
    expect(moved.draft.to).toEqual([2, 1, 3]);
    expect(pairs(moved)).toEqual([
      [2, 1],
      [1, 3],
    ]);
    expect(moveStage(three(), 1, -1)).toEqual(expect.objectContaining({ draft: three().draft }));
  });

  it("leave it to a person where the dialogues of a removed one go", () => {
    const without = removeStage(three(), 2);
    expect(names(without)).toEqual(["a", "c"]);
    expect(without.draft.to).toEqual([1, null, 2]);
    expect(pairs(without)).toEqual([]);
  });

  it("make room for a new one", () => {
    const more = addStage(three(), 2);
    expect(names(more)).toEqual(["a", "", "b", "c"]);
    expect(more.draft.to).toEqual([1, 3, 4]);
    expect(pairs(more)).toEqual([
      [1, 3],
      [3, 4],
    ]);
    expect(more.keys).toHaveLength(4);
    expect(changeStage(more, 2, { closing: true }).draft.stages[1]?.closing).toBe(true);
  });
});

const NO_IMPACT: Impact = {
  open: 7,
  landings: [],
  closed: 0,
  reopened: 0,
  stale: 0,
  reordered: 0,
  more: false,
};

/** A desk of an administrator; what is wrong with a draft is for the test to say. */
function administration(problems: (draft: TopicDraft) => TopicProblem[] = () => []) {
  const snapshot = sampleSnapshot();
  if (snapshot.session.state === "signed_in") snapshot.session.user.role = "administrator";
  const check = (draft: TopicDraft): DraftCheck => ({
    problems: problems(draft),
    revises: draft.to.some((to, index) => to !== index + 1),
    changed: JSON.stringify(draft) !== JSON.stringify(draftOf(TOPIC as (typeof TOPICS)[0])),
  });
  return new FakeDesk({
    snapshot: () => snapshot,
    topic_overview: () => ({
      topics: TOPICS.map((topic) => ({ topic, version: 1, open: 7 })),
      more: false,
    }),
    check_topic: check,
    preview_topic: () => ({ ...NO_IMPACT, landings: [{ from: 2, to: 1, dialogues: 3 }], closed: 2 }),
    publish_topic: () => TOPIC as (typeof TOPICS)[0],
    export_topics: () => {
      throw failure("not_allowed");
    },
    import_topics: () => ({
      is: "unreadable",
      error: { is: "malformed", line: 7, detail: "expected a key" },
    }),
  });
}

async function openTopics(fake: FakeDesk) {
  const opened = await openScreen(fake);
  opened.desk.open.set({ is: "topics" });
  // The list is there before its options are.
  await within(await screen.findByRole("listbox", { name: "게시된 주제" })).findAllByRole("option");
  return opened;
}

describe("the topics window (H-2, P-14)", () => {
  it("is not for agents", async () => {
    const { desk } = await openScreen(new FakeDesk());
    desk.open.set({ is: "topics" });
    await screen.findByText("관리자 전용");
    desk.open.set({ is: "palette", text: "" });
    await screen.findByRole("dialog");
    expect(screen.queryByText("주제와 단계")).toBeNull();
  });

  it("shows what publishing does before it publishes", async () => {
    const fake = administration();
    const { user } = await openTopics(fake);
    await user.click(screen.getByRole("option", { name: /요금제 변경/ }));
    expect(await screen.findByRole("button", { name: "미리 보기" })).toHaveProperty("disabled", true);
    await user.click(screen.getByRole("button", { name: "2단계 삭제" }));
    // What was changed is checked first.
    const toPreview = screen.getByRole("button", { name: "미리 보기" });
    await waitFor(() => expect(toPreview).toHaveProperty("disabled", false));
    await user.click(toPreview);
    const preview = await screen.findByRole("region", { name: "게시하면 바뀌는 것" });
    await within(preview).findByText("대화 2건이 종료됩니다.");
    expect(fake.inputs("publish_topic")).toHaveLength(0);
    await user.click(within(preview).getByRole("button", { name: "게시" }));
    await waitFor(() => expect(fake.inputs("publish_topic")[0]?.to).toEqual([1, null, 2, 3, 4]));
  });

  it("says what is wrong at its field and publishes nothing until it is right", async () => {
    const nameless: TopicProblem = {
      at: { is: "stage_name", stage: 2, language: "ko" },
      fault: { is: "empty" },
    };
    const fake = administration((draft) => (draft.stages[1]?.name.ko ? [] : [nameless]));
    const { user } = await openTopics(fake);
    await user.click(screen.getByRole("option", { name: /요금제 변경/ }));
    const name = await screen.findByLabelText("2단계 이름 (한국어)");
    await user.clear(name);
    await screen.findByText("내용을 써 주세요.");
    expect(name.getAttribute("aria-invalid")).toBe("true");
    expect(screen.getByRole("button", { name: "미리 보기" })).toHaveProperty("disabled", true);
    await user.type(name, "견줌");
    await waitFor(() =>
      expect(screen.getByRole("button", { name: "미리 보기" })).toHaveProperty("disabled", false),
    );
  });

  it("moves a stage with Alt and an arrow and keeps the focus in it", async () => {
    const { user } = await openTopics(administration());
    await user.click(screen.getByRole("option", { name: /요금제 변경/ }));
    await user.click(await screen.findByLabelText("1단계 이름 (한국어)"));
    await user.keyboard("{Alt>}{ArrowDown}{/Alt}");
    expect(screen.getByLabelText("2단계 이름 (한국어)")).toHaveProperty("value", "관심");
    expect(document.activeElement).toHaveProperty("value", "관심");
  });

  it("says in which line a file can't be read, and what the server refused", async () => {
    const fake = administration();
    const { user } = await openTopics(fake);
    await user.click(screen.getByRole("button", { name: "파일과 견본" }));
    await user.type(await screen.findByLabelText("파일"), "format = 1");
    await user.click(screen.getByRole("button", { name: "가져오기" }));
    await screen.findByText(/7행을 읽을 수 없습니다: expected a key/);
    await user.click(screen.getByRole("button", { name: "모든 주제를 파일로 보기" }));
    await screen.findByText("이 작업을 할 권한이 없습니다. 관리자에게 요청해 주세요.");
  });
});
