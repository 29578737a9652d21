/** Line icons on a 16-unit grid; decoration only, the control around one carries the name. */
const PATHS = {
  phone:
    "M3.5 2.5h2l1.2 3-1.5 1.2a8 8 0 0 0 4.1 4.1l1.2-1.5 3 1.2v2a1 1 0 0 1-1 1A10.5 10.5 0 0 1 2.5 3.5a1 1 0 0 1 1-1z",
  phoneIn:
    "M13.5 2.5 9.5 6.5m0-3.2v3.2h3.2M3.5 3h1.9l1 2.6-1.3 1.1a7 7 0 0 0 4.2 4.2l1.1-1.3 2.6 1v1.9a1 1 0 0 1-1 1A9.5 9.5 0 0 1 2.5 4a1 1 0 0 1 1-1z",
  phoneOut:
    "m9.5 6.5 4-4m-3.2 0h3.2v3.2M3.5 3h1.9l1 2.6-1.3 1.1a7 7 0 0 0 4.2 4.2l1.1-1.3 2.6 1v1.9a1 1 0 0 1-1 1A9.5 9.5 0 0 1 2.5 4a1 1 0 0 1 1-1z",
  phoneMissed:
    "m9.5 2.5 4 4m0-4-4 4M3.5 3h1.9l1 2.6-1.3 1.1a7 7 0 0 0 4.2 4.2l1.1-1.3 2.6 1v1.9a1 1 0 0 1-1 1A9.5 9.5 0 0 1 2.5 4a1 1 0 0 1 1-1z",
  hangUp: "M1.8 9.9c3.6-3.9 8.8-3.9 12.4 0l-1.6 1.9-2.7-1.3V8.7a8 8 0 0 0-3.8 0v1.8l-2.7 1.3z",
  hold: "M5.5 3v10M10.5 3v10",
  resume: "m5 3 8 5-8 5z",
  mic: "M8 1.8a2 2 0 0 0-2 2v4a2 2 0 0 0 4 0v-4a2 2 0 0 0-2-2zM3.8 7.5a4.2 4.2 0 0 0 8.4 0M8 11.7v2.5M5.8 14.2h4.4",
  micOff:
    "M2.5 2.5l11 11M6 6v1.8a2 2 0 0 0 3 1.7M10 7V3.8a2 2 0 0 0-3.7-1M3.8 7.5a4.2 4.2 0 0 0 6.5 3.5M12.2 7.5a4 4 0 0 1-.4 1.7M8 11.7v2.5M5.8 14.2h4.4",
  keypad: "M4 4h.01M8 4h.01M12 4h.01M4 8h.01M8 8h.01M12 8h.01M4 12h.01M8 12h.01M12 12h.01",
  transfer: "M2.5 5.5h10m-3-3 3 3-3 3M13.5 11h-8m2.5-2.5L5.5 11 8 13.5",
  search: "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM10.3 10.3l3.4 3.4",
  sync: "M3 6.5A5.3 5.3 0 0 1 12.7 5M13 2.5V5.3h-2.8M13 9.5A5.3 5.3 0 0 1 3.3 11M3 13.5v-2.8h2.8",
  offline:
    "M2.5 2.5l11 11M4.5 6.3A3.2 3.2 0 0 0 5 12.5h6.5M7 4.1a3.7 3.7 0 0 1 4.3 3.1A2.7 2.7 0 0 1 13.3 11",
  help: "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM6.3 6.2a1.8 1.8 0 1 1 2.6 1.6c-.6.3-.9.7-.9 1.4M8 11.4v.01",
  settings: "M2.5 4.5h6M11.5 4.5h2M10 3v3M2.5 8h2M7.5 8h6M6 6.5v3M2.5 11.5h6M11.5 11.5h2M10 10v3",
  theme: "M8 2a6 6 0 1 0 0 12zM8 2a6 6 0 0 1 0 12",
  language:
    "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM1.8 8h12.4M8 1.8c3.3 3.5 3.3 8.9 0 12.4M8 1.8c-3.3 3.5-3.3 8.9 0 12.4",
  chevronDown: "m4 6 4 4 4-4",
  chevronRight: "m6 4 4 4-4 4",
  chevronLeft: "m10 4-4 4 4 4",
  arrowUp: "M8 13V3.5M4 7l4-4 4 4",
  arrowDown: "M8 3v9.5M4 9l4 4 4-4",
  close: "m4 4 8 8M12 4l-8 8",
  check: "m3 8.5 3.2 3.2L13 4.8",
  plus: "M8 3v10M3 8h10",
  clock: "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM8 4.5V8l2.4 1.6",
  callback: "M8 4.5V8l2 1.3M2.2 8A5.8 5.8 0 1 0 4 3.8M4 1.8v2.4h2.4",
  warning: "M8 2.2 1.8 13.2h12.4zM8 6.5v3.2M8 11.5v.01",
  promise: "M4 2.5h8v11l-4-2.6-4 2.6z",
  heart: "M8 13.3S2.3 9.9 2.3 6.1A2.9 2.9 0 0 1 8 5a2.9 2.9 0 0 1 5.7 1.1c0 3.8-5.7 7.2-5.7 7.2z",
  handling: "M3 3h10v7.5H8l-3 2.7v-2.7H3z",
  shield: "M8 1.8 3 3.7v4c0 3 2.1 5.3 5 6.5 2.9-1.2 5-3.5 5-6.5v-4z",
  lock: "M4 7.2h8v6H4zM5.7 7.2V5a2.3 2.3 0 0 1 4.6 0v2.2",
  lockOpen: "M4 7.2h8v6H4zM5.7 7.2V5a2.3 2.3 0 0 1 4.4-.9",
  email: "M2.3 3.8h11.4v8.4H2.3zM2.3 4.5 8 8.8l5.7-4.3",
  chat: "M2.5 3h11v7.5H7.5L4.5 13v-2.5h-2z",
  sms: "M4.5 1.8h7v12.4h-7zM7 12.2h2",
  fax: "M4.5 6V2.3h7V6M2.5 6h11v6h-11zM5 9h6v4.7H5z",
  web: "M2.3 3.3h11.4v9.4H2.3zM2.3 6h11.4M4.3 4.7v.01M6 4.7v.01",
  visit: "M2.8 6.5 8 2.3l5.2 4.2v7H2.8zM6.5 13.5v-4h3v4",
  user: "M8 2.3a2.9 2.9 0 1 0 0 5.8 2.9 2.9 0 0 0 0-5.8zM2.8 13.7c.5-2.6 2.5-4 5.2-4s4.7 1.4 5.2 4",
  users:
    "M6 3a2.4 2.4 0 1 0 0 4.8A2.4 2.4 0 0 0 6 3zM1.8 13c.4-2.3 2-3.5 4.2-3.5s3.8 1.2 4.2 3.5M10.5 3.2a2.3 2.3 0 0 1 0 4.4M11.5 9.7c1.5.4 2.5 1.5 2.8 3.3",
  signOut: "M9.5 2.5h-6v11h6M6.5 8h7m-2.5-2.5L13.5 8 11 10.5",
  edit: "m3 13 .7-3L10.5 3.2l2.3 2.3L6 12.3z",
  note: "M3.5 2.3h9v11.4h-9zM5.7 5.5h4.6M5.7 8h4.6M5.7 10.5h2.6",
  speaker: "M2.5 6v4h2.3L8 12.7V3.3L4.8 6zM10.3 5.7a3.3 3.3 0 0 1 0 4.6M12 4a5.6 5.6 0 0 1 0 8",
  calendar: "M2.5 3.5h11v10h-11zM2.5 6.5h11M5.5 2v3M10.5 2v3",
  funnel: "M2.5 3h11l-4 5v5l-3-1.5V8z",
  clip: "m12.5 7-5 5a2.8 2.8 0 0 1-4-4l5.4-5.4a1.9 1.9 0 0 1 2.7 2.7L6.3 10.6a.9.9 0 0 1-1.3-1.3l4.6-4.6",
  download: "M8 2.5v7.5m-3-3 3 3 3-3M3 13.5h10",
  swap: "M4 6.5 2 4.5l2-2M2 4.5h9M12 9.5l2 2-2 2M14 11.5H5",
} as const;

export type IconName = keyof typeof PATHS;

/** An icon. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth={name === "keypad" ? 2 : 1.4}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
      style={{ flex: "none", display: "block" }}
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
