import { createContext, useContext } from "react";
import type { Desk } from "./desk";

/** The desk never changes while the page lives, so this context never renders anything again. */
export const DeskContext = createContext<Desk | null>(null);

/** The desk. */
export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error("no desk around this component");
  return desk;
}
