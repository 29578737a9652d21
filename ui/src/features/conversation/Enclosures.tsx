import { type ClipboardEvent, type DragEvent, useId, useRef, useState } from "react";
import { Button, IconButton } from "../../components/Button";
import { Icon } from "../../components/Icon";
import { useText } from "../../i18n/text";
import { fileKind, safeFileName } from "../../words/files";
import { sizeText } from "../../words/inbox";
import styles from "./Enclosures.module.css";
import type { Enclosing } from "./useEnclosed";

const CC_MAX = 600;

/** Who else gets a message, and the files that go with it. */
export function Enclosures({ enclosing, isDisabled }: { enclosing: Enclosing; isDisabled: boolean }) {
  const text = useText();
  const id = useId();
  const chooser = useRef<HTMLInputElement>(null);
  const { files, reading, everyone } = enclosing;
  const bytes = files.reduce((sum, it) => sum + it.size_bytes, 0);
  return (
    <div className={styles.enclosures}>
      <div className={styles.row}>
        {enclosing.hasCopies && (
          <>
            <label className={styles.label} htmlFor={id}>
              {text("enclosed.cc")}
            </label>
            <input
              id={id}
              className={styles.cc}
              type="text"
              inputMode="email"
              autoComplete="off"
              spellCheck={false}
              maxLength={CC_MAX}
              disabled={isDisabled}
              placeholder={text("enclosed.ccHint")}
              value={enclosing.cc}
              onChange={(event) => enclosing.copyTo(event.target.value)}
            />
            {everyone.length > 0 && (
              <Button
                size="s"
                isDisabled={isDisabled}
                onPress={() => enclosing.copyTo(everyone.join(", "))}
                aria-label={text("enclosed.everyoneLabel", { count: everyone.length })}
              >
                {text("enclosed.everyone", { count: everyone.length })}
              </Button>
            )}
          </>
        )}
        {enclosing.takesFiles && (
          <>
            <input
              ref={chooser}
              type="file"
              multiple
              hidden
              onChange={(event) => {
                enclosing.attach(event.target.files ?? []);
                event.target.value = "";
              }}
            />
            <Button
              size="s"
              icon="clip"
              isDisabled={isDisabled}
              isPending={reading > 0}
              onPress={() => chooser.current?.click()}
            >
              {text("enclosed.attach")}
            </Button>
          </>
        )}
      </div>
      {files.length > 0 && (
        <ul className={styles.files} aria-label={text("enclosed.files")}>
          {files.map((file) => {
            const name = safeFileName(file.name, text("file.unnamed"));
            return (
              <li key={file.id} className={styles.file}>
                <Icon name="clip" size={13} />
                <span className={styles.name} dir="auto">
                  {name}
                </span>
                <span className={styles.faint}>
                  {text(`file.kind.${fileKind(name)}`)} · {sizeText(file.size_bytes)}
                </span>
                <IconButton
                  size="s"
                  look="quiet"
                  icon="close"
                  label={text("enclosed.takeOut", { name })}
                  isDisabled={isDisabled}
                  onPress={() => enclosing.takeOut(file.id)}
                />
              </li>
            );
          })}
        </ul>
      )}
      <p className="visually-hidden" role="status">
        {reading > 0
          ? text("enclosed.reading", { count: reading })
          : files.length > 0 && text("enclosed.count", { count: files.length, size: sizeText(bytes) })}
      </p>
    </div>
  );
}

/** Files that are dropped or pasted go with the message; words are the field's. */
export function useDrop(enclosing: Enclosing, isDisabled: boolean) {
  const [isOver, setOver] = useState(false);
  const holdsFiles = (event: DragEvent) =>
    enclosing.takesFiles && !isDisabled && event.dataTransfer.types.includes("Files");
  return {
    isOver,
    area: {
      onDragOver: (event: DragEvent) => {
        if (!holdsFiles(event)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = "copy";
        setOver(true);
      },
      onDragLeave: (event: DragEvent) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
      },
      onDrop: (event: DragEvent) => {
        setOver(false);
        if (!holdsFiles(event)) return;
        event.preventDefault();
        enclosing.attach(event.dataTransfer.files);
      },
      onPaste: (event: ClipboardEvent) => {
        if (!enclosing.takesFiles || isDisabled || event.clipboardData.files.length === 0) return;
        // A table copied from an office program comes as a picture, too: its words are what was meant.
        if (event.clipboardData.types.includes("text/plain")) return;
        event.preventDefault();
        enclosing.attach(event.clipboardData.files);
      },
    },
  };
}
