/** Names of files that strangers gave, and what they are: what is saved is named so that nothing is hidden. */

const NAME_MAX = 120;
/** Turns the direction of writing, or is not seen: by such marks "gpj.exe" is shown as "exe.jpg". */
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;
/** What no file may be called on some system. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
const FORBIDDEN = '<>:"|?*';

/** A name that is no path, hides nothing and can be stored anywhere. */
export function safeFileName(raw: string, fallback: string): string {
  const last = raw.split(/[/\\]/).pop() ?? "";
  const seen = [...last.replace(INVISIBLE, "")].filter(
    (it) => it >= " " && it !== "\u007f" && !FORBIDDEN.includes(it),
  );
  const name = seen.join("").replace(/^[\s.]+|[\s.]+$/g, "");
  if (name === "") return fallback;
  const own = RESERVED.test(name) ? `_${name}` : name;
  if (own.length <= NAME_MAX) return own;
  // The ending says what it is, so the middle goes.
  const ending = endingOf(own);
  const kept = [...own].slice(0, NAME_MAX - ending.length - 1).join("");
  return ending ? `${kept}.${ending}` : kept;
}

function endingOf(name: string): string {
  return /\.([^.]{1,16})$/.exec(name)?.[1]?.toLowerCase() ?? "";
}

export type FileKind =
  | "picture"
  | "document"
  | "sheet"
  | "slides"
  | "text"
  | "sound"
  | "video"
  | "mail"
  | "archive"
  | "program"
  | "other";

const ENDINGS: Record<Exclude<FileKind, "other">, string> = {
  picture: "jpg jpeg png gif webp bmp tif tiff heic heif avif",
  document: "pdf doc docx hwp hwpx odt rtf pages",
  sheet: "xls xlsx csv ods numbers tsv",
  slides: "ppt pptx odp key show",
  text: "txt md log",
  sound: "mp3 wav m4a ogg flac aac amr",
  video: "mp4 mov avi mkv webm wmv",
  mail: "eml msg ics vcf",
  archive: "zip 7z rar tar gz tgz bz2 xz alz egg cab iso img vhd lzh arj zst",
  // What a double click runs, or what runs inside an office program.
  program:
    "exe msi msix appx com scr pif bat cmd ps1 psm1 vbs vbe js jse mjs ws wsf wsh hta jar apk app dmg pkg deb rpm sh run " +
    "lnk url desktop reg inf cpl dll sys chm html htm xhtml shtml svg xml xsl docm dotm xlsm xltm xlam pptm ppam potm one " +
    "iqy slk scf library-ms settingcontent-ms application gadget msc py rb pl php",
};
const KINDS = new Map(
  Object.entries(ENDINGS).flatMap(([kind, endings]) =>
    endings.split(" ").map((it) => [it, kind as FileKind]),
  ),
);

/** What a file is by the ending of the name under which it is saved: that is what opens it later, whatever its sender declared. */
export function fileKind(raw: string): FileKind {
  return KINDS.get(endingOf(safeFileName(raw, ""))) ?? "other";
}

/** Files that can do harm when they are opened: a person is asked before they are saved. */
export function fileRisk(raw: string): "program" | "archive" | null {
  const kind = fileKind(raw);
  return kind === "program" || kind === "archive" ? kind : null;
}

/** The bytes that base64 stands for. */
export function fromBase64(base64: string): Uint8Array<ArrayBuffer> {
  const letters = atob(base64);
  const bytes = new Uint8Array(letters.length);
  for (let at = 0; at < letters.length; at++) bytes[at] = letters.charCodeAt(at);
  return bytes;
}
