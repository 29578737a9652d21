import { useState } from "react";
import type { CommandError, Session } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { TextField } from "../../components/Field";
import { Callout } from "../../components/Surface";
import { useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { toCommandError } from "../../state/errors";
import { errorText } from "../../words/error";
import { CertificateDialog } from "./CertificateDialog";
import styles from "./SignIn.module.css";

type SignedOut = Extract<Session, { state: "signed_out" }>;

/** Who, where, and the password. */
export function SignInForm({ session }: { session: SignedOut }) {
  const text = useText();
  const desk = useDesk();
  const [server, setServer] = useState(session.server_url ?? "https://");
  const [login, setLogin] = useState(session.login ?? "");
  const [password, setPassword] = useState("");
  const [passphrase, setPassphrase] = useState("");
  const [asksPassphrase, setAsksPassphrase] = useState(session.passphrase);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<CommandError | null>(null);

  const signIn = async () => {
    setBusy(true);
    setError(null);
    try {
      const form = {
        server_url: server.trim(),
        login: login.trim(),
        password,
        passphrase: passphrase || null,
      };
      desk.session.set(await desk.commands.signIn(form));
    } catch (cause) {
      const failure = toCommandError(cause);
      if (failure.code === "passphrase_needed" || failure.code === "wrong_passphrase")
        setAsksPassphrase(true);
      setError(failure);
    } finally {
      setBusy(false);
    }
  };

  const unknown = error?.code === "unknown_certificate";
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void signIn();
      }}
    >
      <p className={styles.lead}>{text(session.first_run ? "signIn.welcome" : "signIn.again")}</p>
      {session.recovered && (
        <Callout tone="warn" icon="warning">
          {text("signIn.recovered")}
        </Callout>
      )}
      <TextField
        label={text("signIn.server")}
        value={server}
        onChange={setServer}
        type="url"
        inputMode="url"
        autoComplete="url"
        autoFocus={!session.server_url}
        isRequired
      />
      <TextField
        label={text("signIn.login")}
        value={login}
        onChange={setLogin}
        autoComplete="username"
        autoFocus={Boolean(session.server_url) && !session.login}
        isRequired
      />
      <TextField
        label={text("signIn.password")}
        value={password}
        onChange={setPassword}
        type="password"
        autoComplete="current-password"
        autoFocus={Boolean(session.server_url && session.login)}
        isRequired
      />
      {asksPassphrase && (
        <TextField
          label={text("signIn.passphrase")}
          hint={text("signIn.passphraseHint")}
          value={passphrase}
          onChange={setPassphrase}
          type="password"
          isRequired
        />
      )}
      <div role="alert">
        {error && !unknown && (
          <Callout tone="bad" icon="warning">
            {errorText(error, text)}
          </Callout>
        )}
      </div>
      <Button type="submit" look="primary" size="l" isPending={busy}>
        {text(busy ? "signIn.busy" : "signIn.do")}
      </Button>
      <p className={styles.faint}>{text("signIn.offlineHint")}</p>
      {unknown && (
        <CertificateDialog
          serverUrl={server.trim()}
          fingerprint={error.detail ?? ""}
          onCancel={() => setError(null)}
          onTrusted={() => void signIn()}
        />
      )}
    </form>
  );
}
