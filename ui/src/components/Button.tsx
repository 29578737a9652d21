import {
  type ComponentProps,
  type KeyboardEvent,
  type ReactNode,
  useContext,
  useEffect,
  useRef,
} from "react";
import {
  Button as AriaButton,
  ToggleButton as AriaToggleButton,
  TooltipTrigger,
} from "react-aria-components";
import styles from "./Button.module.css";
import { Hint, HintBox, useHint } from "./Hint";
import { Icon, type IconName } from "./Icon";
import { Keys } from "./Keys";
import { Opens } from "./opens";

const HINT_DELAY_MS = 500;

type Look = "plain" | "primary" | "good" | "bad" | "quiet";

interface Common {
  look?: Look;
  size?: "s" | "m" | "l";
  icon?: IconName;
  /** The shortcut that does the same. */
  keys?: string | undefined;
  type?: "button" | "submit";
  /** The id of the form that it submits, where it stands outside of it. */
  form?: string | undefined;
  autoFocus?: boolean | undefined;
  isDisabled?: boolean | undefined;
  /** What a press began goes on: further presses do nothing, and the focus stays. */
  isPending?: boolean | undefined;
  onPress?: (() => void) | undefined;
}

/** A button with words, and its shortcut beside them. */
export function Button({
  look = "plain",
  size = "m",
  icon,
  keys,
  children,
  ...rest
}: Common & { children: ReactNode; "aria-label"?: string; className?: string }) {
  const opens = useContext(Opens);
  const shared = {
    ...rest,
    className: `${styles.button} ${rest.className ?? ""}`,
    "data-look": look,
    "data-size": size,
  };
  const words = (
    <>
      {icon && <Icon name={icon} />}
      <span className={styles.label}>{children}</span>
      {keys && <Keys keys={keys} />}
    </>
  );
  return opens ? <AriaButton {...shared}>{words}</AriaButton> : <Plain {...shared}>{words}</Plain>;
}

interface IconButtonProps extends Common {
  label: string;
  icon: IconName;
  /** Shown beside the icon, such as a count. */
  children?: ReactNode;
}

/** A button with an icon; its name and shortcut stand in the hint. */
export function IconButton({
  label,
  icon,
  look = "quiet",
  size = "m",
  keys,
  children,
  ...rest
}: IconButtonProps) {
  const opens = useContext(Opens);
  const hint = useHint<"it">(HINT_DELAY_MS);
  const shared = {
    ...rest,
    "aria-label": label,
    className: styles.button,
    "data-look": look,
    "data-size": size,
    "data-icon-only": true,
  };
  if (opens) {
    return (
      <TooltipTrigger delay={HINT_DELAY_MS} closeDelay={0}>
        <AriaButton {...shared}>
          <Icon name={icon} />
          {children}
        </AriaButton>
        <HintBox inLine>
          <Name label={label} keys={keys} />
        </HintBox>
      </TooltipTrigger>
    );
  }
  // The hint says the name, which is read already.
  const { "aria-describedby": _, ...listening } = hint.on("it");
  return (
    <>
      <Plain {...shared} {...listening}>
        <Icon name={icon} />
        {children}
      </Plain>
      {hint.of && (
        <Hint id={hint.id} anchor={hint.anchor} inLine>
          <Name label={label} keys={keys} />
        </Hint>
      )}
    </>
  );
}

type PlainProps = Pick<Common, "type" | "autoFocus" | "isDisabled" | "isPending" | "onPress"> &
  Omit<ComponentProps<"button">, "type" | "autoFocus" | "disabled" | "onClick" | "ref">;

/** The element itself: screens have many, and it is drawn in a fraction of the time that one of React Aria's takes. */
function Plain({
  type = "button",
  autoFocus = false,
  isDisabled,
  isPending,
  onPress,
  onKeyDown,
  ...rest
}: PlainProps) {
  const element = useRef<HTMLButtonElement>(null);
  const focusedFirst = useRef(autoFocus);
  useEffect(() => {
    if (focusedFirst.current) element.current?.focus();
  }, []);
  return (
    <button
      {...rest}
      ref={element}
      type={type}
      disabled={isDisabled}
      aria-disabled={isPending || undefined}
      onClick={(event) => {
        if (isPending) event.preventDefault();
        else onPress?.();
      }}
      onKeyDown={(event) => {
        onKeyDown?.(event);
        if (!pressesButton(event)) return;
        // What presses a button means nothing else around it.
        event.stopPropagation();
        if (type === "submit") return;
        // A click that a key makes looks to React Aria like one of a screen reader, and a window that it opens gets no focus.
        event.preventDefault();
        if (!event.repeat && !isPending) onPress?.();
      }}
    />
  );
}

function pressesButton(event: KeyboardEvent): boolean {
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
  return plain && (event.key === "Enter" || event.key === " ");
}

interface ToggleProps extends Omit<IconButtonProps, "type" | "autoFocus" | "isPending"> {
  isSelected: boolean;
}

/** A button with an icon that stays pressed. */
export function IconToggle({
  label,
  icon,
  isSelected,
  look = "quiet",
  size = "m",
  keys,
  onPress,
  isDisabled,
}: ToggleProps) {
  return (
    <TooltipTrigger delay={HINT_DELAY_MS} closeDelay={0}>
      <AriaToggleButton
        aria-label={label}
        className={styles.button}
        data-look={look}
        data-size={size}
        data-icon-only
        isSelected={isSelected}
        isDisabled={isDisabled}
        onPress={onPress}
      >
        <Icon name={icon} />
      </AriaToggleButton>
      <HintBox inLine>
        <Name label={label} keys={keys} />
      </HintBox>
    </TooltipTrigger>
  );
}

function Name({ label, keys }: { label: string; keys: string | undefined }) {
  return (
    <>
      <span>{label}</span>
      {keys && <Keys keys={keys} />}
    </>
  );
}
