import { Button, IconButton } from "../../components/Button";
import { Icon } from "../../components/Icon";
import { Keys } from "../../components/Keys";
import { Menu } from "../../components/Menu";
import { useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { signOut } from "../../state/live";
import { lookStore } from "../../state/look";
import { useAdministrates, useSupervises } from "../../state/people";
import { changeSettings } from "../../state/settings";
import { useKeys } from "../../state/shortcuts";
import { useStore } from "../../state/store";
import { SyncBadge } from "../sync-badge/SyncBadge";
import { AgentStateMenu } from "./AgentStateMenu";
import { LineBadge } from "./LineBadge";
import styles from "./TopBar.module.css";

/** State, search, sync, help, look: the same on every screen. */
export function TopBar() {
  return (
    <header className={styles.bar}>
      <AgentStateMenu />
      <LineBadge />
      <SearchBox />
      <div className={styles.end}>
        <SyncBadge />
        <HelpButton />
        <ThemeButton />
        <LanguageButton />
        <AccountMenu />
      </div>
    </header>
  );
}

function SearchBox() {
  const text = useText();
  const desk = useDesk();
  const keys = useKeys("palette");
  return (
    <button
      type="button"
      className={styles.search}
      aria-label={text("search.label")}
      aria-haspopup="dialog"
      onClick={() => desk.open.set({ is: "palette", text: "" })}
    >
      <Icon name="search" />
      <span>{text("search.placeholder")}</span>
      <Keys keys={keys} />
    </button>
  );
}

function HelpButton() {
  const text = useText();
  const desk = useDesk();
  const keys = useKeys("help");
  return (
    <IconButton
      label={text("menu.help")}
      icon="help"
      keys={keys}
      onPress={() => desk.open.set({ is: "shortcuts" })}
    />
  );
}

const THEMES = ["system", "light", "dark", "high_contrast"] as const;

function ThemeButton() {
  const text = useText();
  const desk = useDesk();
  const theme = useStore(lookStore, (look) => look.theme);
  return (
    <Menu
      label={text("menu.theme", { theme: text(`theme.${theme}`) })}
      trigger={<IconButton label={text("menu.theme", { theme: text(`theme.${theme}`) })} icon="theme" />}
      sections={[
        { entries: THEMES.map((id) => ({ id, label: text(`theme.${id}`), selected: id === theme })) },
      ]}
      onChoose={(id) => changeSettings(desk, { theme: id as (typeof THEMES)[number] })}
    />
  );
}

/** One press changes between the two languages. */
export function LanguageButton() {
  const text = useText();
  const desk = useDesk();
  const language = useStore(lookStore, (look) => look.language);
  const other = language === "ko" ? "en" : "ko";
  return (
    <Button
      look="quiet"
      size="s"
      // The visible words are part of the name: who speaks to the computer says what they see (WCAG 2.5.3).
      aria-label={`${text("language.ko.short")}/${text("language.en.short")} ${text("menu.language", { language: text(`language.${language}`) })}`}
      onPress={() => changeSettings(desk, { language: other })}
    >
      <span className={styles.language}>
        <b data-on={language === "ko"}>{text("language.ko.short")}</b>
        {"/"}
        <b data-on={language === "en"}>{text("language.en.short")}</b>
      </span>
    </Button>
  );
}

function AccountMenu() {
  const text = useText();
  const desk = useDesk();
  const administrates = useAdministrates();
  const supervises = useSupervises();
  const name = useStore(desk.session, (session) => (session?.state === "signed_in" ? session.user.name : ""));
  return (
    <Menu
      label={text("menu.account", { name })}
      trigger={<IconButton label={text("menu.account", { name })} icon="user" />}
      sections={[
        {
          title: name,
          entries: [
            { id: "settings", label: text("menu.settings") },
            ...(supervises
              ? [
                  { id: "funnel", label: text("menu.funnel") },
                  { id: "segments", label: text("menu.segments") },
                  { id: "lists", label: text("menu.lists") },
                ]
              : []),
            ...(administrates
              ? [
                  { id: "topics", label: text("menu.topics") },
                  { id: "scripts", label: text("menu.scripts") },
                  { id: "treatments", label: text("menu.treatments") },
                  { id: "sla", label: text("menu.sla") },
                  { id: "web_inbox", label: text("webInbox.title") },
                ]
              : []),
            { id: "rules", label: text("menu.rules") },
            { id: "sign_out", label: text("menu.signOut") },
          ],
        },
      ]}
      onChoose={(id) => {
        if (id === "settings") desk.open.set({ is: "settings", tab: "general" });
        else if (id === "funnel") desk.open.set({ is: "funnel" });
        else if (id === "segments") desk.open.set({ is: "segments", query: null });
        else if (id === "lists") desk.open.set({ is: "lists", list: null });
        else if (id === "topics") desk.open.set({ is: "topics" });
        else if (id === "rules") desk.open.set({ is: "rules", source: null });
        else if (id === "sla") desk.open.set({ is: "sla" });
        else if (id === "treatments") desk.open.set({ is: "treatments" });
        else if (id === "web_inbox") desk.open.set({ is: "web_inbox" });
        else if (id === "scripts") desk.open.set({ is: "scripts" });
        else void signOut(desk);
      }}
    />
  );
}
