import type { Platform } from "./platform";

const RECONNECT_AFTER_MS = 500;

/** The desk behind devhost's loopback HTTP: commands by POST, events as a server-sent stream. */
export function devhostPlatform(origin: string): Platform {
  return {
    invoke: async (command, input) => {
      const answer = await fetch(`${origin}/api/${command}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(input ?? null),
      });
      const body: unknown = await answer.json();
      if (!answer.ok) throw body;
      return body;
    },
    listen: async (onEvent, onLink) => {
      let source: EventSource;
      let timer: ReturnType<typeof setTimeout> | undefined;
      const connect = () => {
        source = new EventSource(`${origin}/api/events`);
        source.onopen = () => onLink(true);
        source.onmessage = (message) => onEvent(JSON.parse(message.data));
        source.onerror = () => {
          onLink(false);
          source.close();
          timer = setTimeout(connect, RECONNECT_AFTER_MS);
        };
      };
      connect();
      return () => {
        clearTimeout(timer);
        source.close();
      };
    },
  };
}
