import { type ReactNode, useEffect, useState } from "react";
import type { CommandError } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { Callout } from "../../components/Surface";
import { useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { toCommandError } from "../../state/errors";
import { useStore } from "../../state/store";
import { errorText } from "../../words/error";
import { linksOf } from "../../words/links";
import styles from "./Mail.module.css";

/**
 * A mail as its sender laid it out. The server cleaned it; the frame has no rights at all (`sandbox=""`) and a policy of its own by which
 * nothing loads. Links lead nowhere: where they would lead stands below, to be copied. Until it is there its words are shown.
 */
export function MailPage({ message, words }: { message: string; words: ReactNode }) {
  const text = useText();
  const desk = useDesk();
  const online = useStore(desk.sync, (sync) => sync.link === "online");
  const [page, setPage] = useState<string | null>(null);
  const [error, setError] = useState<CommandError | null>(null);
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: every attempt and the connection's return read again
  useEffect(() => {
    if (page !== null) return;
    let current = true;
    setError(null);
    desk.commands.messagePage(message).then(
      (read) => current && setPage(read),
      (cause) => current && setError(toCommandError(cause)),
    );
    return () => {
      current = false;
    };
  }, [desk, message, attempt, online]);
  if (page === null)
    return (
      <>
        {words}
        {error ? (
          <Callout
            tone="warn"
            icon="warning"
            action={
              <Button size="s" onPress={() => setAttempt(attempt + 1)}>
                {text("common.retry")}
              </Button>
            }
          >
            <span role="alert">
              {error.code === "needs_server" ? text("mail.needsServer") : errorText(error, text)}
            </span>
          </Callout>
        ) : (
          <p role="status" className={styles.faint}>
            {text("mail.fetching")}
          </p>
        )}
      </>
    );
  return (
    <div className={styles.mail}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard (WCAG 2.1.1) */}
      <iframe className={styles.page} sandbox="" srcDoc={page} title={text("mail.title")} tabIndex={0} />
      <p className={styles.faint}>{text("mail.nothingLoaded")}</p>
      <Links page={page} />
    </div>
  );
}

function Links({ page }: { page: string }) {
  const text = useText();
  const desk = useDesk();
  const links = linksOf(page);
  if (links.length === 0) return null;
  const copy = async (address: string) => {
    await navigator.clipboard.writeText(address);
    desk.notices.tell("mail.copied", {});
  };
  return (
    <details className={styles.links}>
      <summary>{text("mail.links", { count: links.length })}</summary>
      <ul>
        {links.map((link) => (
          <li key={link.address}>
            <span dir="auto">{link.words}</span>
            <code className={styles.address}>{link.address}</code>
            {link.deceives && <span className={styles.deceives}>{text("mail.deceives")}</span>}
            <Button
              size="s"
              aria-label={text("mail.copyOf", { address: link.address })}
              onPress={() => void copy(link.address)}
            >
              {text("mail.copy")}
            </Button>
          </li>
        ))}
      </ul>
    </details>
  );
}
