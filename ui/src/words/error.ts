import type { CommandError } from "../api/generated/types";
import type { MessageKey, Text } from "../i18n/text";

/** What people call the fields that the desk names in an error. */
const FIELDS: Record<string, MessageKey> = {
  amber_after_s: "settings.amber_after_s",
  red_after_s: "settings.red_after_s",
  region: "settings.region",
  time_zone: "settings.timeZone",
  shortcuts: "settings.shortcuts",
  audio: "settings.audio",
  server: "settings.lineServer",
  domain: "settings.lineDomain",
  user: "settings.lineUser",
  auth_user: "settings.lineAuthUser",
  extra_roots_pem: "settings.lineRoots",
  server_url: "signIn.server",
  login: "signIn.login",
  password: "signIn.password",
  passphrase: "signIn.passphrase",
  customer: "region.customer",
  name: "customer.name",
  company: "customer.company",
  address: "customer.address",
  account_no: "customer.accountNo",
  phone: "contact.phone",
  email: "contact.email",
  value: "customer.contactValue",
  label: "customer.contactLabel",
  dialogue: "wrapUp.dialogue",
  topic: "wrapUp.dialogue",
  outcome: "wrapUp.outcome",
  next_step: "wrapUp.nextStep",
  stage: "wrapUp.stage",
  note: "note.label",
  text: "remark.text",
  summary: "note.label",
  due_ms: "callback.when",
  callback: "callback.what",
  priority: "remark.priority",
  offer: "lists.offer",
  rest_days: "lists.rest",
  members: "lists.members",
  words: "lists.why",
  subject: "begin.subject",
  mailbox: "begin.mailbox",
  title: "cases.titleField",
  assignee: "cases.assignee",
  calendar: "sla.calendar",
  hours: "sla.hours",
  rank: "sla.rank",
  answer_min: "sla.answer",
  resolve_min: "sla.resolve",
  escalations: "sla.escalations",
  days_off: "sla.daysOff",
};

/** The parts of a headset that the desk names in an error. */
const DEVICES: Record<string, MessageKey> = {
  input: "error.audioDevice.input",
  output: "error.audioDevice.output",
  ring: "error.audioDevice.ring",
};

/** What went wrong and the way on, as a sentence; fields by the names that stand beside them on screen. */
export function errorText(error: CommandError, text: Text): string {
  const field = error.detail === null ? undefined : FIELDS[error.detail];
  if (error.code === "invalid" && field) return text("error.invalidField", { field: text(field) });
  const device = error.detail === null ? undefined : DEVICES[error.detail];
  if (error.code === "audio_device" && device) return text(device);
  if (error.code === "unknown_place")
    return text("error.unknown_place", { place: `{${error.detail ?? ""}}` });
  return text(`error.${error.code}`);
}
