import type { Channel } from "../api/generated/types";
import type { IconName } from "../components/Icon";

/** Every channel in the order in which screens list them. */
export const CHANNELS: readonly Channel[] = ["phone", "email", "chat", "sms", "fax", "web", "visit"];

export const CHANNEL_ICONS: Record<Channel, IconName> = {
  phone: "phone",
  email: "email",
  chat: "chat",
  sms: "sms",
  fax: "fax",
  web: "web",
  visit: "visit",
};
