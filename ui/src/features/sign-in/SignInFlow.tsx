import { useState } from "react";
import type { Session } from "../../api/generated/types";
import { useText } from "../../i18n/text";
import { LanguageButton } from "../top-bar/TopBar";
import { DevicesCheck } from "./DevicesCheck";
import { Ready } from "./Ready";
import styles from "./SignIn.module.css";
import { SignInForm } from "./SignInForm";

/** First start and every sign-in: who, then the devices, then ready. */
export function SignInFlow({ session }: { session: Session }) {
  const text = useText();
  const [checked, setChecked] = useState(false);
  const step = session.state === "signed_out" ? 0 : checked ? 2 : 1;
  const steps = [text("signIn.step.sign"), text("signIn.step.devices"), text("signIn.step.ready")];
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <header className={styles.brand}>
          <span className={styles.logo} aria-hidden="true">
            <i />
            <i />
          </span>
          <h1>{text("app.name")}</h1>
          <LanguageButton />
        </header>
        <ol className={styles.steps} aria-label={text("signIn.steps")}>
          {steps.map((name, index) => (
            <li
              key={name}
              data-at={index === step ? "now" : index < step ? "done" : "later"}
              aria-current={index === step ? "step" : undefined}
            >
              {name}
            </li>
          ))}
        </ol>
        {session.state === "signed_out" ? (
          <SignInForm session={session} />
        ) : step === 1 ? (
          <DevicesCheck onDone={() => setChecked(true)} />
        ) : (
          <Ready />
        )}
      </div>
    </main>
  );
}
