import { createContext } from "react";

/** Whether a button is what opens a menu or a small window: it takes part in their roles and focus then. */
export const Opens = createContext(false);
