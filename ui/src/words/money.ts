import type { DeliveredSum, Money } from "../api/generated/types";
import type { Locale } from "../i18n/text";

/** The currencies that can be chosen; the first is the one that stands there. */
export const CURRENCIES = ["KRW", "USD", "EUR", "JPY", "GBP", "CNY"] as const;

const formats = new Map<string, Intl.NumberFormat | null>();

/** The conventions for a currency; none for a code that nobody knows. Making one takes longer than drawing the row it is for. */
function formatOf(locale: Locale, currency: string): Intl.NumberFormat | null {
  const id = `${locale}:${currency}`;
  let format = formats.get(id);
  if (format === undefined) {
    format = makeFormat(locale, currency);
    formats.set(id, format);
  }
  return format;
}

function makeFormat(locale: Locale, currency: string): Intl.NumberFormat | null {
  try {
    return new Intl.NumberFormat(locale, { style: "currency", currency });
  } catch {
    return null;
  }
}

/** How many digits stand behind the point: none for won and yen. */
function digitsOf(currency: string): number {
  return formatOf("en", currency)?.resolvedOptions().maximumFractionDigits ?? 2;
}

/** An amount in the user's conventions, such as ₩12,000. */
export function moneyText({ amount_minor, currency }: Money, locale: Locale): string {
  const value = amount_minor / 10 ** digitsOf(currency);
  const format = formatOf(locale, currency);
  return format ? format.format(value) : `${new Intl.NumberFormat(locale).format(value)} ${currency}`;
}

/** The amounts of a sum as one text; empty where nothing has a price. */
export function sumText(sum: DeliveredSum, locale: Locale): string {
  const amounts = sum.amounts.map((money) => moneyText(money, locale));
  return new Intl.ListFormat(locale, { type: "unit" }).format(amounts);
}

/** An amount as it was typed; `null` for none, `undefined` for what is no amount. */
export function readMoney(typed: string, currency: string): Money | null | undefined {
  const plain = typed.replace(/[\s,₩$€¥£원]/g, "");
  if (plain === "") return null;
  if (!/^\d{1,13}(\.\d+)?$/.test(plain)) return undefined;
  const digits = digitsOf(currency);
  if ((plain.split(".")[1]?.length ?? 0) > digits) return undefined;
  const amount_minor = Math.round(Number(plain) * 10 ** digits);
  return amount_minor >= 1 && amount_minor <= 1e12 ? { amount_minor, currency } : undefined;
}
