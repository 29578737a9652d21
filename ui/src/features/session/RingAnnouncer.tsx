import { useDesk } from "../../state/context";
import { useStore } from "../../state/store";

/** Tells screen readers of a ring at once, without moving the focus. */
export function RingAnnouncer() {
  const desk = useDesk();
  const said = useStore(desk.said);
  return (
    <div className="visually-hidden" role="alert">
      {said}
    </div>
  );
}
