import { type ReactNode, useEffect, useState } from "react";
import { Icon, type IconName } from "./Icon";
import styles from "./Surface.module.css";

/** Nothing to show here, and what to do about it. */
export function Empty(props: { icon: IconName; title: string; children?: ReactNode; level?: 1 | 2 }) {
  const { icon, title, children, level = 2 } = props;
  const Title = level === 1 ? "h1" : "h2";
  return (
    <div className={styles.empty}>
      <span className={styles.emptyIcon}>
        <Icon name={icon} size={26} />
      </span>
      <Title className={styles.emptyTitle}>{title}</Title>
      {children && <div className={styles.emptyText}>{children}</div>}
    </div>
  );
}

const SKELETON_AFTER_MS = 150;

/** Grey lines in place of what is being read; not before 150 ms, so that quick answers don't flicker. */
export function Skeleton({ lines, label }: { lines: number; label: string }) {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), SKELETON_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!shown) return null;
  return (
    <div className={styles.skeleton} role="status" aria-label={label}>
      {Array.from({ length: lines }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all alike
        <span key={index} className={styles.skeletonLine} style={{ width: `${92 - ((index * 23) % 45)}%` }} />
      ))}
    </div>
  );
}

type Tone = "neutral" | "good" | "warn" | "bad" | "info";

/** A sentence in a coloured box. */
export function Callout({
  tone,
  icon,
  children,
  action,
}: {
  tone: Tone;
  icon?: IconName;
  children: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className={styles.callout} data-tone={tone}>
      {icon && <Icon name={icon} />}
      <div className={styles.calloutText}>{children}</div>
      {action}
    </div>
  );
}

/** A word in a small box. */
export function Tag({
  tone = "neutral",
  icon,
  children,
}: {
  tone?: Tone;
  icon?: IconName;
  children: ReactNode;
}) {
  return (
    <span className={styles.tag} data-tone={tone}>
      {icon && <Icon name={icon} size={12} />}
      <span dir="auto">{children}</span>
    </span>
  );
}

/** A level between 0 and 1. */
export function Meter({ label, value }: { label: string; value: number }) {
  const share = Math.min(1, Math.max(0, value));
  return (
    <div
      className={styles.meter}
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(share * 100)}
    >
      <span style={{ inlineSize: `${Math.sqrt(share) * 100}%` }} />
    </div>
  );
}

/** How far something is. */
export function Progress({ label, value }: { label: string; value: number }) {
  const share = Math.min(1, Math.max(0, value));
  return (
    <div
      className={styles.progress}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(share * 100)}
    >
      <span style={{ inlineSize: `${share * 100}%` }} />
    </div>
  );
}
