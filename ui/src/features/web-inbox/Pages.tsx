import type { UnknownPageRow } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { Empty } from "../../components/Surface";
import { useText } from "../../i18n/text";
import { useWhen } from "../../i18n/when";
import { useMinute } from "../../state/clock";
import { useDesk } from "../../state/context";
import { useList } from "./list";
import styles from "./WebInbox.module.css";

interface Props {
  pages: readonly UnknownPageRow[];
  onForget: (page: UnknownPageRow) => void;
}

/** Pages that no rule knows, the most read first: a makes a rule, Delete takes one off. At most 500. */
export function Pages({ pages, onForget }: Props) {
  const text = useText();
  if (pages.length === 0) {
    return (
      <Empty icon="check" title={text("webInbox.pagesNone")}>
        {text("webInbox.pagesNoneText")}
      </Empty>
    );
  }
  return <PageList pages={pages} onForget={onForget} />;
}

function PageList({ pages, onForget }: Props) {
  const text = useText();
  const when = useWhen();
  const minute = useMinute();
  const desk = useDesk();
  const makeRule = ({ draft }: UnknownPageRow) => {
    if (draft) desk.open.set({ is: "rules", source: null, draft });
  };
  const act = (page: UnknownPageRow, key: string) => {
    if (key === "a" || key === "Enter") makeRule(page);
    else if (key === "Delete" || key === "Backspace") onForget(page);
    else return false;
    return true;
  };
  const keyOf = (page: UnknownPageRow) => `${page.site} ${page.pattern}`;
  const { chosen, box, option, focus } = useList(pages, keyOf, act, text("webInbox.pagesList"));
  return (
    <>
      <p className={styles.hint}>{text("webInbox.pagesHint")}</p>
      <div {...box} className={styles.list}>
        {pages.map((page, index) => (
          <div key={keyOf(page)} {...option(index)} className={styles.page}>
            <span className={styles.path} dir="ltr" title={page.pattern}>
              {page.draft ? page.pattern : text("webInbox.otherPages")}
            </span>
            <span className={styles.faint} dir="auto">
              {page.site_name}
            </span>
            <span className={styles.count}>{text("webInbox.touches", { count: page.touches })}</span>
            <span className={styles.count}>
              {text("webInbox.last", { when: when.moment(page.last_ms, minute) })}
            </span>
          </div>
        ))}
      </div>
      {chosen && (
        <div className={styles.foot}>
          <Button
            icon="check"
            look="primary"
            keys="a"
            isDisabled={!chosen.draft}
            onPress={() => makeRule(chosen)}
          >
            {text("webInbox.makeRule")}
          </Button>
          <Button
            keys="Delete"
            onPress={() => {
              onForget(chosen);
              focus();
            }}
          >
            {text("webInbox.forget")}
          </Button>
          <span className={styles.faint}>{text("webInbox.forgetHint")}</span>
        </div>
      )}
    </>
  );
}
