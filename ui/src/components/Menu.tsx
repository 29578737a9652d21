import type { ReactNode } from "react";
import {
  Menu as AriaMenu,
  MenuItem as AriaMenuItem,
  Header,
  MenuSection,
  MenuTrigger,
  Popover,
} from "react-aria-components";
import { Icon } from "./Icon";
import styles from "./Menu.module.css";
import { Opens } from "./opens";

export interface MenuEntry {
  id: string;
  label: string;
  /** A mark of colour before the label. */
  mark?: ReactNode;
  selected?: boolean;
  disabled?: boolean;
}

interface Props {
  /** The button that opens it. */
  trigger: ReactNode;
  label: string;
  sections: { title?: string; entries: MenuEntry[] }[];
  onChoose: (id: string) => void;
}

/** A menu of commands. */
export function Menu({ trigger, label, sections, onChoose }: Props) {
  return (
    <MenuTrigger>
      <Opens value={true}>{trigger}</Opens>
      <Popover className={styles.popover} placement="bottom start">
        <AriaMenu className={styles.menu} aria-label={label} onAction={(id) => onChoose(String(id))}>
          {sections.map((section) => (
            <MenuSection key={section.entries[0]?.id ?? "empty"} className={styles.section}>
              {section.title && <Header className={styles.title}>{section.title}</Header>}
              {section.entries.map((entry) => (
                <AriaMenuItem
                  key={entry.id}
                  id={entry.id}
                  textValue={entry.label}
                  className={styles.item}
                  isDisabled={entry.disabled}
                >
                  {entry.mark}
                  <span className={styles.label}>{entry.label}</span>
                  {entry.selected && <Icon name="check" />}
                </AriaMenuItem>
              ))}
            </MenuSection>
          ))}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}
