import type { AllowedMoves, Stage, Topic, TopicDraft } from "../../api/generated/types";

/** A draft with a name for each of its stages that stays with it wherever it is moved. */
export interface Edited {
  draft: TopicDraft;
  keys: readonly string[];
}

const NOTHING = { ko: "", en: "" };

export function edited(draft: TopicDraft): Edited {
  return { draft, keys: draft.stages.map(newKey) };
}

/** A published topic as a draft: the same as `TopicDraft::of`. */
export function draftOf(topic: Topic): TopicDraft {
  const { id, key, name, purpose, stages, retired, complaint, ageing, moves } = topic;
  const to = stages.map((_, index) => index + 1);
  const base = 1 + topic.revisions.length;
  return { id, base, key, name, purpose, stages, retired, complaint, ageing, moves, to };
}

/** A new topic: it begins, and it ends. */
export function newDraft(): TopicDraft {
  return {
    id: null,
    base: 1,
    key: "",
    name: NOTHING,
    purpose: "service",
    stages: [newStage(false), newStage(true)],
    retired: false,
    complaint: false,
    ageing: { stale_days: null, close_days: null },
    moves: { is: "any" },
    to: [],
  };
}

export function newStage(closing: boolean): Stage {
  const ageing = { stale_days: null, close_days: null };
  return { name: NOTHING, meaning: NOTHING, closing, entry: NOTHING, ageing };
}

/** With other fields. */
export function change(edited: Edited, fields: Partial<TopicDraft>): Edited {
  return { ...edited, draft: { ...edited.draft, ...fields } };
}

/** With other fields of a stage (from 1). */
export function changeStage(edited: Edited, stage: number, fields: Partial<Stage>): Edited {
  const stages = edited.draft.stages.map((it, index) => (index + 1 === stage ? { ...it, ...fields } : it));
  return change(edited, { stages });
}

/** With a new stage that gets the number `at`. */
export function addStage({ draft, keys }: Edited, at: number): Edited {
  const number = (stage: number) => (stage >= at ? stage + 1 : stage);
  return {
    draft: { ...renumbered(draft, number), stages: draft.stages.toSpliced(at - 1, 0, newStage(false)) },
    keys: keys.toSpliced(at - 1, 0, newKey()),
  };
}

/** Without a stage: it is to be said where its dialogues go. */
export function removeStage({ draft, keys }: Edited, stage: number): Edited {
  const number = (it: number) => (it === stage ? null : it > stage ? it - 1 : it);
  return {
    draft: { ...renumbered(draft, number), stages: draft.stages.toSpliced(stage - 1, 1) },
    keys: keys.toSpliced(stage - 1, 1),
  };
}

/** With a stage one place earlier or later; its dialogues go with it. */
export function moveStage(edited: Edited, stage: number, by: -1 | 1): Edited {
  const { draft, keys } = edited;
  const other = stage + by;
  if (other < 1 || other > draft.stages.length) return edited;
  const number = (it: number) => (it === stage ? other : it === other ? stage : it);
  const swapped = <T>(list: readonly T[]) => list.map((it, index) => list[number(index + 1) - 1] ?? it);
  return { draft: { ...renumbered(draft, number), stages: swapped(draft.stages) }, keys: swapped(keys) };
}

/** All that names stages, by their new numbers; `null`: the stage is gone. */
function renumbered(draft: TopicDraft, number: (stage: number) => number | null): TopicDraft {
  const to = draft.to.map((stage) => (stage === null ? null : number(stage)));
  return { ...draft, to, moves: renumberedMoves(draft.moves, number) };
}

function renumberedMoves(moves: AllowedMoves, number: (stage: number) => number | null): AllowedMoves {
  if (moves.is !== "listed") return moves;
  const pairs: [number, number][] = [];
  for (const [from, to] of moves.pairs) {
    const [first, second] = [number(from), number(to)];
    if (first !== null && second !== null) pairs.push([first, second]);
  }
  return { is: "listed", pairs };
}

function newKey(): string {
  return crypto.randomUUID();
}
