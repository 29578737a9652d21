import { useState } from "react";
import type { LineAccount, LineSrtp, LineTransport } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { ChoiceField, TextField } from "../../components/Field";
import { Callout } from "../../components/Surface";
import { useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { useStore } from "../../state/store";
import styles from "./Settings.module.css";

const BLANK: LineAccount = {
  server: "",
  domain: "",
  user: "",
  auth_user: null,
  transport: "udp",
  srtp: "off",
  extra_roots_pem: null,
};
const TRANSPORTS: readonly LineTransport[] = ["udp", "tcp", "tls"];
const SRTP: readonly LineSrtp[] = ["off", "offer", "require"];

/** The SIP account, and whether it works. */
export function LinePanel() {
  const text = useText();
  const desk = useDesk();
  const line = useStore(desk.line);
  const [account, setAccount] = useState<LineAccount>(desk.settings.get()?.line ?? BLANK);
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const set = (patch: Partial<LineAccount>) => setAccount((now) => ({ ...now, ...patch }));
  const complete = account.server.trim() && account.domain.trim() && account.user.trim();
  const save = async () => {
    setBusy(true);
    const done = await desk.run(
      desk.commands.saveLine({ account, password: password || null }).then(() => true),
    );
    setBusy(false);
    if (!done) return;
    setPassword("");
    desk.settings.update((settings) => settings && { ...settings, line: account });
    desk.notices.tell("settings.lineSaved");
  };
  return (
    <div className={styles.group}>
      <div role="status">
        <Callout
          tone={line.state === "ready" ? "good" : line.state === "down" ? "bad" : "neutral"}
          icon={line.state === "ready" ? "check" : line.state === "down" ? "warning" : "phone"}
        >
          {line.state === "down" ? text(`line.${line.reason}`) : text(`line.${line.state}`)}
        </Callout>
      </div>
      <div className={styles.pair}>
        <TextField
          label={text("settings.lineServer")}
          value={account.server}
          onChange={(server) => set({ server })}
          isRequired
        />
        <TextField
          label={text("settings.lineDomain")}
          value={account.domain}
          onChange={(domain) => set({ domain })}
          isRequired
        />
        <TextField
          label={text("settings.lineUser")}
          value={account.user}
          onChange={(user) => set({ user })}
          isRequired
        />
        <TextField
          label={text("settings.lineAuthUser")}
          value={account.auth_user ?? ""}
          onChange={(user) => set({ auth_user: user || null })}
        />
        <TextField
          label={text("settings.linePassword")}
          type="password"
          autoComplete="new-password"
          value={password}
          onChange={setPassword}
          hint={text("settings.linePasswordHint")}
        />
        <ChoiceField
          label={text("settings.lineTransport")}
          choices={TRANSPORTS.map((id) => ({ id, label: id.toUpperCase() }))}
          value={account.transport}
          onChange={(id) => set({ transport: id as LineTransport })}
        />
        <ChoiceField
          label={text("settings.lineSrtp")}
          choices={SRTP.map((id) => ({ id, label: text(`settings.srtp.${id}`) }))}
          value={account.srtp}
          onChange={(id) => set({ srtp: id as LineSrtp })}
        />
      </div>
      {account.transport === "tls" && (
        <TextField
          label={text("settings.lineRoots")}
          hint={text("settings.lineRootsHint")}
          rows={4}
          value={account.extra_roots_pem ?? ""}
          onChange={(pem) => set({ extra_roots_pem: pem || null })}
        />
      )}
      <div className={styles.row}>
        <Button look="primary" isDisabled={!complete} isPending={busy} onPress={() => void save()}>
          {text("settings.lineSave")}
        </Button>
      </div>
    </div>
  );
}
