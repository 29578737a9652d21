/** A link in a mail: shown, never followed. */
export interface Link {
  /** The words on it. */
  words: string;
  /** Where it leads, as it would be asked for: a host in other letters stands in its plain ones (RFC 3492). */
  address: string;
  /** Its words look like another place than the one where it leads. */
  deceives: boolean;
}

const LINKS_MAX = 200;
const SCHEMES = ["http:", "https:", "mailto:", "tel:"];

/** The links of a cleaned page, each address once. The document that is made for it loads and runs nothing. */
export function linksOf(page: string): Link[] {
  const links = new Map<string, Link>();
  const document = new DOMParser().parseFromString(page, "text/html");
  for (const element of document.querySelectorAll("a[href]")) {
    const words = (element.textContent ?? "").replace(/\s+/g, " ").trim();
    const url = parsed(element.getAttribute("href") ?? "");
    if (!url || links.size === LINKS_MAX) continue;
    const deceives = hostNamed(words) !== null && hostNamed(words) !== hostOf(url);
    const known = links.get(url.href);
    if (!known || (deceives && !known.deceives)) links.set(url.href, { words, address: url.href, deceives });
  }
  return [...links.values()];
}

function parsed(address: string): URL | null {
  try {
    const url = new URL(address);
    return SCHEMES.includes(url.protocol) ? url : null;
  } catch {
    return null;
  }
}

function hostOf(url: URL): string {
  const host = url.protocol === "mailto:" ? (url.pathname.split("@")[1] ?? "") : url.hostname;
  return host.toLowerCase().replace(/^www\./, "");
}

/** The host that words name, when they look like an address. */
function hostNamed(words: string): string | null {
  const named = /^(?:https?:\/\/)?(?:[^\s/@]+@)?((?:[\p{L}\p{N}-]+\.)+\p{L}{2,})(?:[/:?#]\S*)?$/iu.exec(
    words,
  )?.[1];
  if (!named) return null;
  const url = parsed(`https://${named}/`);
  return url ? hostOf(url) : null;
}
