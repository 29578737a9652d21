import { useEffect, useState } from "react";
import { ListBox, ListBoxItem, Text } from "react-aria-components";
import type { TreatmentDraft, TreatmentList, TreatmentReach } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { Dialog } from "../../components/Overlay";
import { Empty, Skeleton, Tag } from "../../components/Surface";
import { useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { useAdministrates } from "../../state/people";
import { useStore } from "../../state/store";
import { audienceText, draftOf, newDraft, TIERS } from "./draft";
import { TreatmentEditor } from "./TreatmentEditor";
import styles from "./Treatments.module.css";
import { Why } from "./Why";

/** How customers of tiers and segments are served, for administrators (P-4, P-8, P-13). */
export function TreatmentsWindow({ onClose }: { onClose: () => void }) {
  const text = useText();
  const administrates = useAdministrates();
  return (
    <Dialog title={text("treatments.title")} size="xl" isOpen onClose={onClose}>
      {administrates ? (
        <Panes />
      ) : (
        <Empty icon="lock" title={text("treatments.notAllowed")}>
          <p>{text("treatments.notAllowedText")}</p>
        </Empty>
      )}
    </Dialog>
  );
}

type Pane = { is: "why" } | { is: "editor"; draft: TreatmentDraft; opened: string };

function Panes() {
  const text = useText();
  const desk = useDesk();
  const version = useStore(desk.treatmentsVersion);
  const [list, setList] = useState<TreatmentList | "failed" | null>(null);
  const [reach, setReach] = useState<TreatmentReach | null>(null);
  const [pane, setPane] = useState<Pane>({ is: "why" });
  const [tries, setTries] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again when treatments are others, and when asked to
  useEffect(() => {
    let gone = false;
    void desk.run(desk.commands.treatments()).then((read) => {
      if (!gone) setList((before) => read ?? before ?? "failed");
    });
    // Counting may take a while; the list does not wait for it.
    void desk.run(desk.commands.treatmentReach()).then((read) => !gone && read && setReach(read));
    return () => {
      gone = true;
    };
  }, [desk, version, tries]);
  if (list === "failed") {
    return (
      <Empty icon="warning" title={text("treatments.failed")}>
        <Button icon="sync" onPress={() => setTries(tries + 1)}>
          {text("common.retry")}
        </Button>
      </Empty>
    );
  }
  if (!list) return <Skeleton lines={6} label={text("common.loading")} />;
  const edit = (draft: TreatmentDraft) => setPane({ is: "editor", draft, opened: crypto.randomUUID() });
  const fresh = newDraft(list.segments, list.rows);
  const used = (count: number | undefined) =>
    count === undefined ? text("treatments.counting") : text("treatments.used", { count });
  const rows = [
    ...list.rows.map(({ treatment, segment_name, faults }) => ({
      id: treatment.id,
      draft: draftOf(treatment),
      name: audienceText(treatment.audience, segment_name, text),
      used: used(reach?.by_treatment.find(([id]) => id === treatment.id)?.[1]),
      state: !treatment.enabled ? "off" : faults.length > 0 ? "faulty" : "on",
    })),
    ...list.built_in.map((treatment) => ({
      id: treatment.audience.of === "tier" ? treatment.audience.tier : "",
      draft: draftOf(treatment, true),
      name: audienceText(treatment.audience, null, text),
      used: used(
        reach?.built_in.find(
          ([tier]) => treatment.audience.of === "tier" && tier === treatment.audience.tier,
        )?.[1],
      ),
      state: "built_in",
    })),
  ];
  // Segments stay in the order in which they are asked; tiers follow, the best first.
  const place = ({ draft: { audience } }: (typeof rows)[number]) =>
    audience.of === "tier" ? TIERS.indexOf(audience.tier) : -1;
  rows.sort((one, other) => place(one) - place(other));
  const chosen =
    pane.is === "editor"
      ? (pane.draft.id ?? (pane.draft.audience.of === "tier" ? pane.draft.audience.tier : null))
      : null;
  return (
    <div className={styles.treatments}>
      <div className={styles.side}>
        <p className={styles.faint}>{text("treatments.order")}</p>
        <ListBox
          className={styles.list ?? ""}
          aria-label={text("treatments.list")}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={chosen ? [chosen] : []}
          items={rows}
          dependencies={[reach, text]}
          onSelectionChange={(keys) => {
            const row = rows.find((it) => keys !== "all" && keys.has(it.id));
            if (row) edit(row.draft);
          }}
        >
          {(row) => (
            <ListBoxItem id={row.id} textValue={row.name} className={styles.item ?? ""}>
              <Text slot="label" className={styles.itemName ?? ""} dir="auto">
                {row.name}
              </Text>
              <Text slot="description" className={styles.itemFacts ?? ""}>
                <span>{row.used}</span>
                {row.state !== "on" && (
                  <Tag tone={row.state === "faulty" ? "warn" : "neutral"}>
                    {text(`treatments.state.${row.state as "off" | "faulty" | "built_in"}`)}
                  </Tag>
                )}
              </Text>
            </ListBoxItem>
          )}
        </ListBox>
        <div className={styles.buttons}>
          <Button icon="plus" isDisabled={!fresh} onPress={() => fresh && edit(fresh)}>
            {text("treatments.new")}
          </Button>
          <Button icon="help" aria-pressed={pane.is === "why"} onPress={() => setPane({ is: "why" })}>
            {text("treatments.why")}
          </Button>
        </div>
        {!fresh && <p className={styles.faint}>{text("treatments.noSegments")}</p>}
      </div>
      <section className={styles.pane} aria-label={text("treatments.pane")}>
        {pane.is === "why" ? (
          <Why rows={list.rows} />
        ) : (
          <TreatmentEditor
            key={pane.opened}
            start={pane.draft}
            list={list}
            onSaved={(treatment) => setPane({ is: "editor", draft: draftOf(treatment), opened: pane.opened })}
          />
        )}
      </section>
    </div>
  );
}
