import type { DeliveredSum, Money } from "../api/generated/types";
import type { Locale } from "../i18n/text";

/** The currencies that can be chosen; the first is the one that stands there. */
export const CURRENCIES = ["KRW", "USD", "EUR", "JPY", "GBP", "CNY"] as const;

/** How many digits stand behind the point: none for won and yen. */
function digitsOf(currency: string): number {
  try {
    const format = new Intl.NumberFormat("en", { style: "currency", currency });
    return format.resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    // A code that nobody knows.
    return 2;
  }
}

/** An amount in the user's conventions, such as ₩12,000. */
export function moneyText({ amount_minor, currency }: Money, locale: Locale): string {
  const value = amount_minor / 10 ** digitsOf(currency);
  try {
    return new Intl.NumberFormat(locale, { style: "currency", currency }).format(value);
  } catch {
    return `${new Intl.NumberFormat(locale).format(value)} ${currency}`;
  }
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
