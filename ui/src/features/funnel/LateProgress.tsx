import { useEffect, useState } from "react";
import { Progress } from "../../components/Surface";
import styles from "./Funnel.module.css";

const SHOWN_AFTER_MS = 150;

/** How far something is that takes longer than a moment; `null`: nothing is under way. Its place is always there. */
export function LateProgress({ label, done }: { label: string; done: number | null }) {
  const runs = done !== null;
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (!runs) return setLate(false);
    const timer = setTimeout(() => setLate(true), SHOWN_AFTER_MS);
    return () => clearTimeout(timer);
  }, [runs]);
  return (
    <div className={styles.counting}>{late && done !== null && <Progress label={label} value={done} />}</div>
  );
}
