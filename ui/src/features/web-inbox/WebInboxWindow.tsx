import { type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import { Tab, TabList, TabPanel, Tabs } from "react-aria-components";
import type { CommandError, UnknownPageRow, VisitorRow, WebInbox } from "../../api/generated/types";
import { Button, IconButton } from "../../components/Button";
import { Dialog } from "../../components/Overlay";
import { Empty, Skeleton } from "../../components/Surface";
import { useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { toCommandError } from "../../state/errors";
import { useAdministrates } from "../../state/people";
import { useStore } from "../../state/store";
import { errorText } from "../../words/error";
import { Pages } from "./Pages";
import { Visitors } from "./Visitors";
import styles from "./WebInbox.module.css";

/** What waits for an administrator of the web sites: pages that no rule knows (H-2), visitors who could be one of several customers (H-1). */
export function WebInboxWindow({ onClose }: { onClose: () => void }) {
  const text = useText();
  const administrates = useAdministrates();
  return (
    <Dialog title={text("webInbox.title")} size="xl" isOpen onClose={onClose}>
      {administrates ? (
        <Inbox />
      ) : (
        <Empty icon="lock" title={text("webInbox.notAllowed")}>
          {text("webInbox.notAllowedText")}
        </Empty>
      )}
    </Dialog>
  );
}

type Part = "pages" | "visitors";

function Inbox() {
  const text = useText();
  const desk = useDesk();
  const rules = useStore(desk.rulesVersion);
  const online = useStore(desk.sync).link === "online";
  const [inbox, setInbox] = useState<WebInbox | null>(null);
  const [error, setError] = useState<CommandError | null>(null);
  const [part, setPart] = useState<Part | null>(null);
  const parts = useRef<HTMLDivElement>(null);
  // Answers can overtake each other: the one to the latest question counts.
  const asked = useRef(0);
  const read = useCallback(() => {
    asked.current += 1;
    const mine = asked.current;
    desk.commands.webInbox().then(
      (found) => {
        if (mine !== asked.current) return;
        setError(null);
        setInbox(found);
        // What is there is shown first; the person's own choice stays.
        setPart(
          (before) =>
            before ?? (found.pages.length === 0 && found.visitors.length > 0 ? "visitors" : "pages"),
        );
      },
      (cause) => mine === asked.current && setError(toCommandError(cause)),
    );
  }, [desk]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again when a rule is another, and when the server is back
  useEffect(() => {
    read();
    return () => {
      asked.current += 1;
    };
  }, [read, rules, online]);
  /** Does something about a row, which is off the list at once. The server's list has the last word, also when it refused. */
  const settle = (work: Promise<unknown>, without: (inbox: WebInbox) => WebInbox) => {
    asked.current += 1;
    setInbox((before) => before && without(before));
    void desk.run(work).then(read);
  };
  const forget = (page: UnknownPageRow) =>
    settle(desk.commands.forgetPage({ site: page.site, pattern: page.pattern }), (before) => ({
      ...before,
      pages: before.pages.filter((it) => it.site !== page.site || it.pattern !== page.pattern),
    }));
  const decide = ({ site, visitor }: VisitorRow, customer: string | null) =>
    settle(desk.commands.decideVisitor({ site, visitor, customer }), (before) => ({
      ...before,
      visitors: before.visitors.filter((it) => it.site !== site || it.visitor !== visitor),
    }));
  const left = inbox && part && inbox[part].length;
  useEffect(() => {
    // The last row took the focus along.
    if (left === 0 && document.activeElement === document.body)
      parts.current?.querySelector<HTMLElement>("[aria-selected=true]")?.focus();
  }, [left]);
  if (error) {
    return (
      <Empty icon="warning" title={text("webInbox.failed")}>
        <p>{errorText(error, text)}</p>
        <Button icon="sync" autoFocus onPress={read}>
          {text("common.retry")}
        </Button>
      </Empty>
    );
  }
  if (!inbox || !part) return <Skeleton lines={8} label={text("common.loading")} />;
  return (
    <Tabs className={styles.tabs} selectedKey={part} onSelectionChange={(key) => setPart(key as Part)}>
      <div ref={parts} className={styles.head}>
        <TabList className={styles.tabList} aria-label={text("webInbox.parts")}>
          <PartTab id="pages">{text("webInbox.pages", { count: inbox.pages.length })}</PartTab>
          <PartTab id="visitors">{text("webInbox.visitors", { count: inbox.visitors.length })}</PartTab>
        </TabList>
        <IconButton icon="sync" label={text("webInbox.refresh")} onPress={read} />
      </div>
      <TabPanel id="pages" className={styles.panel ?? ""}>
        <Pages pages={inbox.pages} onForget={forget} />
      </TabPanel>
      <TabPanel id="visitors" className={styles.panel ?? ""}>
        <Visitors visitors={inbox.visitors} onDecide={decide} />
      </TabPanel>
    </Tabs>
  );
}

function PartTab({ id, children }: { id: Part; children: ReactNode }) {
  return (
    <Tab id={id} className={styles.tab}>
      {children}
    </Tab>
  );
}
