import { useCallback } from "react";
import type { ListView, MemberView } from "../../api/generated/types";
import { useDesk } from "../../state/context";
import type { Desk } from "../../state/desk";
import { useParts } from "../../state/parts";

/** So many at a time when all are wanted. */
const LARGE_PART = 500;

/** Members of a list, read where one looks, and again when the list moved on: then its view is another. */
export function useMembers(view: ListView) {
  const desk = useDesk();
  const list = view.list.id;
  const read = useCallback(
    (from: number, count: number) => desk.commands.listMembers({ list, from, count }),
    [desk, list],
  );
  return useParts(read, view);
}

/** All members of a list. */
export async function readAllMembers(desk: Desk, list: string): Promise<MemberView[]> {
  const all: MemberView[] = [];
  for (let from = 0; ; from += LARGE_PART) {
    const { rows, total } = await desk.commands.listMembers({ list, from, count: LARGE_PART });
    all.push(...rows);
    if (from + LARGE_PART >= total) return all;
  }
}
