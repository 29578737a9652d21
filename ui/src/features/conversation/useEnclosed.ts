import { useEffect, useRef, useState } from "react";
import type { Channel, Enclosed } from "../../api/generated/types";
import { useDesk } from "../../state/context";
import type { Desk } from "../../state/desk";

/** What the desk takes for one message. More is not even read. */
const FILES_MAX_BYTES = 25 * 1024 * 1024;
const NOTHING: Enclosed = { cc: "", files: [], everyone: [] };

/** Files and copies of a message that is being typed, journalled as they are chosen. */
export interface Enclosing extends Enclosed {
  /** Files that are being read and kept. */
  reading: number;
  /** The channel carries files. */
  takesFiles: boolean;
  hasCopies: boolean;
  copyTo: (cc: string) => void;
  attach: (files: Iterable<File>) => void;
  takeOut: (file: string) => void;
  /** All that was chosen is kept. */
  flush: () => Promise<void>;
  /** Shows what is kept now: after it was sent. */
  again: () => Promise<void>;
}

export function useEnclosed(conversation: string, customer: string, channel: Channel): Enclosing {
  const desk = useDesk();
  const [enclosed, setEnclosed] = useState<Enclosed>(NOTHING);
  const [reading, setReading] = useState(0);
  // One after the other, so that an older text never lands after a newer one.
  const working = useRef<Promise<unknown>>(Promise.resolve());
  const latest = useRef("");
  const then = (work: () => Promise<unknown>) => {
    working.current = working.current.then(work);
    return working.current;
  };
  const again = async () => {
    const read = await desk.run(desk.commands.enclosed({ conversation }));
    if (!read) return;
    latest.current = read.cc;
    setEnclosed(read);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: another message has its own
  useEffect(() => {
    void then(again);
  }, [desk, conversation]);
  return {
    ...enclosed,
    reading,
    takesFiles: channel === "email" || channel === "chat",
    hasCopies: channel === "email",
    copyTo: (cc) => {
      latest.current = cc;
      setEnclosed((all) => ({ ...all, cc }));
      void then(async () => {
        if (cc === latest.current) await desk.run(desk.commands.saveCopies({ conversation, customer, cc }));
      });
    },
    attach: (files) => {
      const all = [...files];
      setReading((count) => count + all.length);
      for (const file of all)
        void then(async () => {
          await desk.run(keep(desk, file, { conversation, customer, channel }));
          setReading((count) => count - 1);
          const read = await desk.run(desk.commands.enclosed({ conversation }));
          if (read) setEnclosed((shown) => ({ ...shown, files: read.files }));
        });
    },
    takeOut: (file) => {
      setEnclosed((all) => ({ ...all, files: all.files.filter((it) => it.id !== file) }));
      void then(() => desk.run(desk.commands.takeOut(file)));
    },
    flush: async () => {
      await working.current;
    },
    again,
  };
}

async function keep(
  desk: Desk,
  file: File,
  to: { conversation: string; customer: string; channel: Channel },
): Promise<void> {
  if (file.size > FILES_MAX_BYTES) throw { code: "too_large", detail: null, retry: false };
  await desk.commands.enclose({ ...to, name: file.name, base64: await base64Of(file) });
}

function base64Of(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ""));
    reader.onerror = () => reject({ code: "not_found", detail: null, retry: true });
    reader.readAsDataURL(file);
  });
}
