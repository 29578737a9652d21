import { useMemo, useState } from "react";
import { Icon } from "../../components/Icon";
import { Keys } from "../../components/Keys";
import { Sheet } from "../../components/Overlay";
import { useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { showCustomer } from "../../state/live";
import { createSearch } from "../../state/search";
import { useStore } from "../../state/store";
import { errorText } from "../../words/error";
import { dial } from "../call-strip/actions";
import { CustomerHit } from "./CustomerHit";
import { useCommands } from "./commands";
import styles from "./Palette.module.css";

const LIMIT = 20;

interface Row {
  id: string;
  group: "customers" | "commands";
  run: () => void;
  body: React.ReactNode;
}

/** One box for customers and commands. The first hit is selected: Enter opens it (D-9, D-10). */
export function Palette({ text: initial, onClose }: { text: string; onClose: () => void }) {
  const text = useText();
  const desk = useDesk();
  const search = useMemo(
    () => createSearch((query) => desk.commands.search({ text: query, limit: LIMIT })),
    [desk],
  );
  const { query, hits, more, settled, error } = useStore(search.store);
  const [at, setAt] = useState(0);
  const commands = useCommands();

  const words = query.trim();
  const rows: Row[] = [
    ...hits.map((hit) => ({
      id: `customer-${hit.card.id}`,
      group: "customers" as const,
      run: () => showCustomer(desk, hit.card.id),
      body: <CustomerHit hit={hit} />,
    })),
    ...numberRow(words, () => void dial(desk, words, null), text("search.dial", { number: words })),
    ...commands
      .filter((command) => words === "" || command.label.toLowerCase().includes(words.toLowerCase()))
      .map((command) => ({
        id: `command-${command.id}`,
        group: "commands" as const,
        run: command.run,
        body: <CommandBody icon={command.icon} label={command.label} keys={command.keys} />,
      })),
    ...(words && settled
      ? [
          {
            id: "command-create",
            group: "commands" as const,
            run: () =>
              desk.open.set({
                is: "new_customer",
                call: unknownCall(desk),
                name: isNumber(words) ? "" : words,
                phone: isNumber(words) ? words : "",
              }),
            body: (
              <CommandBody icon="plus" label={text("search.create", { query: words.slice(0, 60) })} keys="" />
            ),
          },
        ]
      : []),
  ];
  const selected = Math.min(at, rows.length - 1);
  const choose = (row: Row | undefined) => {
    // An Enter right after the last letter must not open a hit of an earlier query.
    if (!row || (row.group === "customers" && !settled)) return;
    onClose();
    row.run();
  };

  return (
    <Sheet isOpen onClose={onClose} size="l" label={text("search.title")}>
      <div className={styles.box}>
        <Icon name="search" />
        <input
          ref={(input) => {
            if (input && input.value === "" && initial) search.type(initial);
          }}
          // biome-ignore lint/a11y/noAutofocus: the box was opened to type into
          autoFocus
          className={styles.input}
          role="combobox"
          aria-expanded="true"
          aria-controls="palette-rows"
          aria-autocomplete="list"
          aria-activedescendant={rows[selected]?.id}
          aria-label={text("search.label")}
          placeholder={text("search.placeholder")}
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          value={query}
          onChange={(event) => {
            setAt(0);
            search.type(event.target.value);
          }}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return;
            const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
            if (step !== undefined) {
              event.preventDefault();
              setAt(Math.max(0, Math.min(rows.length - 1, selected + step)));
            } else if (event.key === "Enter") {
              event.preventDefault();
              choose(rows[selected]);
            }
          }}
        />
      </div>
      <p className="visually-hidden" role="status">
        {words && settled && text("search.count", { count: hits.length })}
      </p>
      <div
        className={styles.rows}
        id="palette-rows"
        role="listbox"
        aria-label={text("search.title")}
        data-settled={settled}
      >
        {words && settled && hits.length === 0 && (
          <p className={styles.none}>
            {error ? errorText(error, text) : text("search.none", { query: words.slice(0, 60) })}
          </p>
        )}
        {rows.map((row, index) => (
          <div key={row.id}>
            {row.group !== rows[index - 1]?.group && (
              <p className={styles.group} role="presentation">
                {text(`search.${row.group}`)}
              </p>
            )}
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard works through the box (aria-activedescendant) */}
            <div
              id={row.id}
              role="option"
              aria-selected={index === selected}
              tabIndex={-1}
              className={styles.row}
              ref={(element) => {
                if (index === selected) element?.scrollIntoView?.({ block: "nearest" });
              }}
              onPointerMove={() => index !== selected && setAt(index)}
              onClick={() => choose(row)}
            >
              {row.body}
            </div>
          </div>
        ))}
        {more && <p className={styles.none}>{text("search.more")}</p>}
      </div>
      <footer className={styles.foot}>{text("search.hint")}</footer>
    </Sheet>
  );

  function numberRow(typed: string, run: () => void, label: string): Row[] {
    if (!isNumber(typed) || typed.replace(/\D/g, "").length < 3) return [];
    return [
      {
        id: "command-dial",
        group: "commands",
        run,
        body: <CommandBody icon="phone" label={label} keys="" />,
      },
    ];
  }
}

function isNumber(words: string): boolean {
  return /^[+\d][\d\s()-]*$/.test(words);
}

/** The call on screen, when it is with nobody known. */
function unknownCall(desk: ReturnType<typeof useDesk>): string | null {
  const { call } = desk.selection.get();
  return desk.calls.get().find((view) => view.call.id === call && !view.customer)?.call.id ?? null;
}

function CommandBody({
  icon,
  label,
  keys,
}: {
  icon: Parameters<typeof Icon>[0]["name"];
  label: string;
  keys: string;
}) {
  return (
    <>
      <Icon name={icon} />
      <span className={styles.command} dir="auto">
        {label}
      </span>
      <Keys keys={keys} />
    </>
  );
}
