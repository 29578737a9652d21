import { useDesk } from "./context";
import { useStore } from "./store";

/** The agents of the own teams by name, oneself among them. */
export function usePeople(): readonly { id: string; name: string }[] {
  const desk = useDesk();
  const own = useStore(desk.session, (session) => (session?.state === "signed_in" ? session.user : null));
  const others = useStore(desk.colleagues).map((colleague) => colleague.user);
  const all = own ? [own, ...others] : others;
  return all.map(({ id, name }) => ({ id, name })).sort((one, other) => one.name.localeCompare(other.name));
}

/** Whether this person leads: sees the funnel of the own teams. The desk asks again. */
export function useSupervises(): boolean {
  return useStore(
    useDesk().session,
    (session) => session?.state === "signed_in" && session.user.role !== "agent",
  );
}

/** Whether this person edits topics. The desk and the server ask again. */
export function useAdministrates(): boolean {
  return useStore(
    useDesk().session,
    (session) => session?.state === "signed_in" && session.user.role === "administrator",
  );
}
