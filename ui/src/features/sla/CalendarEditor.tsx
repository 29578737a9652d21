import { useState } from "react";
import type { Calendar, SlaBook } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { Switch, TextField } from "../../components/Field";
import { useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { daysText, hoursText, readDays, readHours } from "./hours";
import styles from "./Sla.module.css";

const WEEK = [1, 2, 3, 4, 5, 6, 7] as const;
const WORKDAYS = 5;
const USUAL = "09:00-18:00";

interface Props {
  /** What is changed; `null` for a new one. */
  calendar: Calendar | null;
  book: SlaBook;
  onSaved: (calendar: Calendar) => void;
}

/** When the centre works: hours of the week, public holidays, other days off. */
export function CalendarEditor({ calendar, book, onSaved }: Props) {
  const text = useText();
  const desk = useDesk();
  const [name, setName] = useState(calendar?.name ?? "");
  const [zone, setZone] = useState(calendar?.time_zone ?? "Asia/Seoul");
  const [week, setWeek] = useState(() =>
    WEEK.map((day) => (calendar ? hoursText(calendar.hours, day) : day <= WORKDAYS ? USUAL : "")),
  );
  const [korean, setKorean] = useState((calendar?.public_holidays ?? "korea") === "korea");
  const [days, setDays] = useState(daysText(calendar?.days_off ?? []));
  const [retired, setRetired] = useState(calendar?.retired ?? false);
  const [tried, setTried] = useState(false);
  const spans = WEEK.map((day) => readHours(week[day - 1] ?? "", day));
  const off = readDays(days);
  const save = async () => {
    setTried(true);
    if (!name.trim() || !off || spans.some((it) => it === null)) return;
    const saved = await desk.run(
      desk.commands.saveCalendar({
        id: calendar?.id ?? null,
        name,
        time_zone: zone,
        hours: spans.flatMap((it) => it ?? []),
        public_holidays: korean ? "korea" : "none",
        days_off: off,
        retired,
      }),
    );
    if (!saved) return;
    desk.notices.tell("sla.saved");
    onSaved(saved);
  };
  return (
    <div className={styles.form}>
      <div className={styles.row}>
        <TextField
          label={text("sla.name")}
          value={name}
          onChange={setName}
          maxLength={150}
          error={tried && !name.trim() ? text("sla.name") : null}
        />
        <TextField label={text("sla.zone")} value={zone} onChange={setZone} maxLength={60} />
      </div>
      <h3 className={styles.title}>{text("sla.hours")}</h3>
      <p className={styles.faint}>{text("sla.hoursHint")}</p>
      <div className={styles.week}>
        {WEEK.map((day) => (
          <TextField
            key={day}
            label={text(`sla.weekday.${day}`)}
            value={week[day - 1] ?? ""}
            onChange={(value) => setWeek(week.map((it, at) => (at === day - 1 ? value : it)))}
            maxLength={80}
            error={tried && spans[day - 1] === null ? text("sla.hoursWrong") : null}
          />
        ))}
      </div>
      <Switch label={text("sla.korean")} isSelected={korean} onChange={setKorean} />
      {korean && (
        <details className={styles.holidays}>
          <summary>{text("sla.holidays")}</summary>
          <ul>
            {book.holidays.map((it) => (
              <li key={`${it.date} ${it.occasion}`}>
                {it.date} {text(`sla.holiday.${it.occasion}`)}
                {it.substitute && ` (${text("sla.substitute")})`}
              </li>
            ))}
          </ul>
        </details>
      )}
      <p className={styles.faint}>{text("sla.koreanTo", { year: String(book.known_to) })}</p>
      <TextField
        label={text("sla.daysOff")}
        hint={text("sla.daysOffHint")}
        value={days}
        onChange={setDays}
        rows={4}
        maxLength={20_000}
        error={tried && !off ? text("sla.daysOffWrong") : null}
      />
      <Switch label={text("sla.retired")} isSelected={retired} onChange={setRetired} />
      <div>
        <Button look="primary" onPress={() => void save()}>
          {text("sla.save")}
        </Button>
      </div>
    </div>
  );
}
