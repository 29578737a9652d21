import { useState } from "react";
import type { Attachment, CommandError } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { Icon } from "../../components/Icon";
import { Callout } from "../../components/Surface";
import { useText } from "../../i18n/text";
import { saveFile } from "../../platform/save";
import { useDesk } from "../../state/context";
import { toCommandError } from "../../state/errors";
import { errorText } from "../../words/error";
import { fileKind, fileRisk, fromBase64, safeFileName } from "../../words/files";
import { sizeText } from "../../words/inbox";
import styles from "./Mail.module.css";

/** The files of a message. They are saved where downloads are, and never opened from here. */
export function Attachments({ message, files }: { message: string; files: readonly Attachment[] }) {
  const text = useText();
  if (files.length === 0) return null;
  return (
    <ul className={styles.files} aria-label={text("message.files")}>
      {files.map((file) => (
        <File key={file.id} message={message} file={file} />
      ))}
    </ul>
  );
}

type State =
  | { is: "here" }
  | { is: "asked" }
  | { is: "fetching" }
  | { is: "saved" }
  | { is: "failed"; error: CommandError };

function File({ message, file }: { message: string; file: Attachment }) {
  const text = useText();
  const desk = useDesk();
  const [state, setState] = useState<State>({ is: "here" });
  const name = safeFileName(file.name, text("file.unnamed"));
  const risk = fileRisk(name);
  const fetchIt = async () => {
    setState({ is: "fetching" });
    try {
      const fetched = await desk.commands.fetchAttachment({ message, attachment: file.id });
      saveFile(name, fromBase64(fetched.base64), "application/octet-stream");
      setState({ is: "saved" });
    } catch (cause) {
      setState({ is: "failed", error: toCommandError(cause) });
    }
  };
  const press = () => (risk && state.is !== "failed" ? setState({ is: "asked" }) : void fetchIt());
  const label =
    state.is === "fetching" ? "file.fetching" : state.is === "failed" ? "common.retry" : "file.save";
  return (
    <li className={styles.file}>
      <Icon name={risk ? "warning" : "download"} size={13} />
      <span className={styles.name} dir="auto">
        {name}
      </span>
      <span className={styles.faint}>
        {text(`file.kind.${fileKind(name)}`)} · {sizeText(file.size_bytes)}
      </span>
      <span className={styles.fileEnd}>
        <span role="status" className={styles.faint}>
          {state.is === "saved" && text("file.saved")}
        </span>
        <Button
          size="s"
          isPending={state.is === "fetching"}
          aria-label={text("file.saveOf", { what: text(label), name })}
          onPress={press}
        >
          {text(label)}
        </Button>
      </span>
      {state.is === "asked" && risk && (
        <div className={styles.wide}>
          <Callout tone="warn" icon="warning">
            <p role="alert">{text(`file.risk.${risk}`)}</p>
            <div className={styles.choices}>
              <Button size="s" autoFocus onPress={() => setState({ is: "here" })}>
                {text("common.cancel")}
              </Button>
              <Button size="s" look="bad" onPress={() => void fetchIt()}>
                {text("file.saveAllTheSame")}
              </Button>
            </div>
          </Callout>
        </div>
      )}
      {state.is === "failed" && (
        <p role="alert" className={styles.failed}>
          {state.error.code === "needs_server" ? text("file.needsServer") : errorText(state.error, text)}
        </p>
      )}
    </li>
  );
}
