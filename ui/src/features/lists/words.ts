import type { Team } from "../../api/generated/types";
import { useLocale, useText } from "../../i18n/text";
import { useWhen } from "../../i18n/when";
import { useMinute } from "../../state/clock";
import { useDesk } from "../../state/context";
import { useStore } from "../../state/store";
import type { ListWords } from "../../words/lists";

const NO_TEAMS: readonly Team[] = [];

/** What sentences about lists need. */
export function useListWords(): ListWords {
  const desk = useDesk();
  return {
    topics: useStore(desk.topics),
    teams: useStore(desk.segments.store, (state) => state.overview?.teams ?? NO_TEAMS),
    locale: useLocale(),
    text: useText(),
    when: useWhen(),
    nowMs: useMinute(),
  };
}
