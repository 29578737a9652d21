/** What travels between the widget and the server; see docs/protocol.md. */

export interface Line {
  seq: number;
  id: string;
  client?: string;
  ours: boolean;
  at_ms: number;
  name?: string;
  text: string;
  files: { id: string; name: string; size_bytes: number }[];
}

export interface ChatState {
  available: boolean;
  begun: boolean;
  holder: string | null;
  place: number | null;
  done: boolean;
  ended: boolean;
}

export interface Refused {
  line?: string;
  code: string;
  retry_after_s?: number;
}

export type Told =
  | { welcome: { secret: string; title: { ko: string; en: string } } }
  | { lines: Line[] }
  | { state: ChatState }
  | { types: { name: string } }
  | { read: { message: string } }
  | { refused: Refused };

export interface NewLine {
  id: string;
  text: string;
  name?: string;
  email?: string;
  number?: string;
}

export type Said =
  | { hello: { secret?: string; visitor?: string; language: string; after: number } }
  | { line: NewLine }
  | { types: object }
  | { read: { message: string } }
  | { end: object };
