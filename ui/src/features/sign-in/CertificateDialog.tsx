import { Button } from "../../components/Button";
import { Dialog } from "../../components/Overlay";
import { useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import styles from "./SignIn.module.css";

interface Props {
  serverUrl: string;
  fingerprint: string;
  onCancel: () => void;
  onTrusted: () => void;
}

/** A certificate that nobody vouches for: a person compares the fingerprint before trusting it. */
export function CertificateDialog({ serverUrl, fingerprint, onCancel, onTrusted }: Props) {
  const text = useText();
  const desk = useDesk();
  const trust = async () => {
    const done = await desk.run(
      desk.commands.trustCertificate({ server_url: serverUrl, fingerprint }).then(() => true),
    );
    if (done) onTrusted();
  };
  return (
    <Dialog
      title={text("certificate.title")}
      isOpen
      firm
      onClose={onCancel}
      actions={
        <>
          <Button autoFocus onPress={onCancel}>
            {text("certificate.refuse")}
          </Button>
          <Button look="bad" onPress={() => void trust()}>
            {text("certificate.trust")}
          </Button>
        </>
      }
    >
      <p>{text("certificate.text", { server: serverUrl })}</p>
      <dl className={styles.fingerprint}>
        <dt>{text("certificate.fingerprint")}</dt>
        <dd>
          <code>{inGroups(fingerprint)}</code>
        </dd>
      </dl>
      <p className={styles.faint}>{text("certificate.warning")}</p>
    </Dialog>
  );
}

/** Hex in pairs, as certificates' fingerprints are read aloud. */
function inGroups(hex: string): string {
  return (hex.replace(/[^0-9a-fA-F]/g, "").match(/.{1,2}/g) ?? []).join(":").toUpperCase() || hex;
}
