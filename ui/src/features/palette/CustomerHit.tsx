import type { SearchHit } from "../../api/generated/types";
import { useText } from "../../i18n/text";
import { useNeedSentence } from "../now-card/NeedLine";
import { TierTag } from "../now-card/NowCard";
import styles from "./Palette.module.css";

/** A customer found: who, what matched, what they want. */
export function CustomerHit({ hit }: { hit: SearchHit }) {
  const text = useText();
  const sentence = useNeedSentence();
  const { card } = hit;
  return (
    <>
      <TierTag tier={card.tier} />
      <span className={styles.who}>
        <b dir="auto" title={card.name}>
          {card.name}
        </b>
        <span dir="auto" title={card.company ?? card.name_latin ?? undefined}>
          {card.company ?? card.name_latin}
        </span>
      </span>
      <span className={styles.excerpt} dir="auto" title={hit.excerpt}>
        {hit.matched === "name" ? card.contact : hit.excerpt}
        {hit.matched !== "name" && <i>{text(`matched.${hit.matched}`)}</i>}
      </span>
      <span className={styles.need}>{card.need && sentence(card.need)}</span>
    </>
  );
}
