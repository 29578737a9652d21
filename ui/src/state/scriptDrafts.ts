import type { ImportedScript } from "../api/generated/types";

/** How scripts are edited. */
export type Mode = "form" | "text";

/** A script of the text as it is edited. */
export interface Edited extends Omit<ImportedScript, "line"> {
  /** Which of the text (from 1); `null`: it is not in it yet. */
  number: number | null;
  /** Changed in the form, and not in the text yet. */
  touched: boolean;
  /** Other than what is published, as far as is known. */
  unpublished: boolean;
}

/** Edits that are not published, kept while the window is closed. */
export interface KeptScripts {
  mode: Mode;
  /** `null`: the text as the centre has it. */
  text: string | null;
  /** Those that are not in the text yet. */
  touched: readonly Edited[];
  /** The key of the chosen one. */
  chosen: string | undefined;
}
