import {
  type FocusEvent,
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useId,
  useRef,
  useState,
} from "react";
import { Tooltip, TooltipTriggerStateContext } from "react-aria-components";
import styles from "./Hint.module.css";

let byKeyboard = false;
for (const [input, isKey] of [
  ["keydown", true],
  ["pointerdown", false],
] as const) {
  window.addEventListener(
    input,
    () => {
      byKeyboard = isKey;
    },
    true,
  );
}

/**
 * One hint for several things that lie beside each other: it shows where the pointer rests, and at once where the keyboard comes to.
 * Escape and a press put it away (WCAG 2.2, 1.4.13). Screens have many such things, and a hint of its own for each of them would cost
 * more than they do.
 */
export function useHint<Thing>(delayMs: number) {
  const [of, setOf] = useState<Thing | null>(null);
  const anchor = useRef<HTMLElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const id = useId();

  const hide = () => {
    clearTimeout(timer.current);
    setOf(null);
  };
  const show = (thing: Thing, at: HTMLElement) => {
    clearTimeout(timer.current);
    anchor.current = at;
    setOf(thing);
  };
  useEffect(() => () => clearTimeout(timer.current), []);

  /** What the element for `thing` listens to. */
  const on = (thing: Thing) => ({
    "aria-describedby": of === thing ? id : undefined,
    onPointerEnter: ({ currentTarget, pointerType }: PointerEvent<HTMLElement>) => {
      if (pointerType === "touch") return;
      clearTimeout(timer.current);
      timer.current = setTimeout(() => show(thing, currentTarget), delayMs);
    },
    onPointerLeave: hide,
    onPointerDown: hide,
    onFocus: ({ currentTarget }: FocusEvent<HTMLElement>) => {
      if (byKeyboard) show(thing, currentTarget);
    },
    onBlur: hide,
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== "Escape" || of === null) return;
      event.stopPropagation();
      hide();
    },
  });

  return { of, id, anchor, on };
}

interface BoxProps {
  id?: string;
  /** What it hangs on; the trigger around it where there is one. */
  anchor?: RefObject<HTMLElement | null>;
  /** Its parts lie beside each other. */
  inLine?: boolean;
  children: ReactNode;
}

/** A hint as it looks; `TooltipTrigger` says when it shows. */
export function HintBox({ id, anchor, inLine = false, children }: BoxProps) {
  return (
    <Tooltip {...(anchor && { triggerRef: anchor })} offset={4}>
      <div id={id} className={styles.hint} data-in-line={inLine}>
        {children}
      </div>
    </Tooltip>
  );
}

const OPEN = { isOpen: true, shouldSkipAnimation: true, open: () => undefined, close: () => undefined };

/** The hint itself, while there is one. */
export function Hint(props: BoxProps & { id: string; anchor: RefObject<HTMLElement | null> }) {
  return (
    <TooltipTriggerStateContext value={OPEN}>
      <HintBox {...props} />
    </TooltipTriggerStateContext>
  );
}
