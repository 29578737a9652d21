/** What the screens need from the shell around them. Only this folder knows which shell that is. */
export interface Platform {
  /** Runs a command of the desk; rejects with the desk's `CommandError`. */
  invoke(command: string, input: unknown): Promise<unknown>;
  /** Calls `onEvent` for every event of the desk until the returned function is called. */
  listen(onEvent: (event: unknown) => void, onLink: (up: boolean) => void): Promise<() => void>;
}

/** Chooses the shell that this page runs in. */
export async function choosePlatform(): Promise<Platform> {
  if ("__TAURI_INTERNALS__" in window) {
    return (await import("./tauri")).tauriPlatform();
  }
  return (await import("./devhost")).devhostPlatform(window.location.origin);
}
