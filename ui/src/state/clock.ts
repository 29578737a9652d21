import { useSyncExternalStore } from "react";
import { createStore } from "./store";

/** How far the desktop's clock is ahead of this view's, in milliseconds. */
let offsetMs = 0;

/** Takes over the desktop's clock. */
export function setClock(deskNowMs: number): void {
  offsetMs = deskNowMs - Date.now();
}

/** Now, by the desktop's clock. */
export function now(): number {
  return Date.now() + offsetMs;
}

const second = createStore(0);
let timer: ReturnType<typeof setInterval> | undefined;
let watching = 0;

function watch(onTick: () => void): () => void {
  const stop = second.subscribe(onTick);
  if (watching++ === 0) {
    second.set(Math.floor(now() / 1000));
    timer = setInterval(() => second.set(Math.floor(now() / 1000)), 250);
  }
  return () => {
    stop();
    if (--watching === 0) clearInterval(timer);
  };
}

/** Now to the second; renders once a second. Only for small leaves such as a timer. */
export function useSecond(): number {
  return useSyncExternalStore(watch, () => Math.floor(now() / 1000)) * 1000;
}

/** Now to the minute; renders once a minute. */
export function useMinute(): number {
  return useSyncExternalStore(watch, () => Math.floor(now() / 60_000)) * 60_000;
}
