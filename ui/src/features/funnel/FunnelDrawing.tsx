import type { Topic, TopicFunnel } from "../../api/generated/types";
import { useLocale, useText } from "../../i18n/text";
import { count, roughLength, share } from "../../words/figures";
import styles from "./Funnel.module.css";

const WIDE = 100;
const HIGH = 22;

/** One topic's funnel: a bar for each stage, the earlier period as a dashed outline around it. */
export function FunnelDrawing({ topic, funnel }: { topic: Topic; funnel: TopicFunnel }) {
  const text = useText();
  const locale = useLocale();
  const most = Math.max(1, ...funnel.stages.flatMap((stage) => [stage.reached, stage.before]));
  return (
    <figure className={styles.drawing}>
      <figcaption>
        <b dir="auto">{topic.name[locale] || topic.key}</b>
        <span className={styles.legend}>
          <svg viewBox="0 0 20 10" aria-hidden="true">
            <rect className={styles.bar} x="1" y="1" width="18" height="8" />
          </svg>
          {text("funnel.now")}
          <svg viewBox="0 0 20 10" aria-hidden="true">
            <rect className={styles.outline} x="1" y="1" width="18" height="8" />
          </svg>
          {text("funnel.earlier")}
        </span>
      </figcaption>
      <ol>
        {funnel.stages.map((stage, index) => {
          const went = share(stage.went_on, stage.reached, locale);
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a stage is its number
            <li key={index}>
              <span className={styles.barName} dir="auto">
                {text("stage.move", { number: index + 1, name: topic.stages[index]?.name[locale] ?? "" })}
              </span>
              <svg
                className={styles.bars}
                viewBox={`0 0 ${WIDE} ${HIGH}`}
                preserveAspectRatio="none"
                aria-hidden="true"
              >
                <Bar className={styles.bar} width={(stage.reached / most) * WIDE} inset={3} />
                <Bar className={styles.outline} width={(stage.before / most) * WIDE} inset={1} />
              </svg>
              <span className={styles.barFacts}>
                <b>{count(stage.reached, locale)}</b>
                {topic.stages[index]?.closing ? (
                  <span>{text("funnel.closes")}</span>
                ) : (
                  went !== null && (
                    <span>
                      {stage.median_ms === null
                        ? text("funnel.wentOnShare", { share: went })
                        : text("funnel.wentOnAfter", {
                            share: went,
                            time: roughLength(stage.median_ms, locale),
                          })}
                    </span>
                  )
                )}
              </span>
            </li>
          );
        })}
      </ol>
    </figure>
  );
}

function Bar({ className, width, inset }: { className: string | undefined; width: number; inset: number }) {
  if (width === 0) return null;
  return (
    <rect
      className={className}
      x={(WIDE - width) / 2}
      y={inset}
      width={width}
      height={HIGH - 2 * inset}
      vectorEffect="non-scaling-stroke"
    />
  );
}
