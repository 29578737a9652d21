import type { ReactNode } from "react";
import {
  Button as AriaButton,
  type ButtonProps as AriaButtonProps,
  ToggleButton as AriaToggleButton,
  Tooltip,
  TooltipTrigger,
} from "react-aria-components";
import styles from "./Button.module.css";
import { Icon, type IconName } from "./Icon";
import { Keys } from "./Keys";

type Look = "plain" | "primary" | "good" | "bad" | "quiet";

interface Common
  extends Pick<AriaButtonProps, "autoFocus" | "isDisabled" | "isPending" | "onPress" | "type" | "slot"> {
  look?: Look;
  size?: "s" | "m" | "l";
  icon?: IconName;
  /** The shortcut that does the same. */
  keys?: string | undefined;
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
  return (
    <AriaButton
      {...rest}
      className={`${styles.button} ${rest.className ?? ""}`}
      data-look={look}
      data-size={size}
    >
      {icon && <Icon name={icon} />}
      <span className={styles.label}>{children}</span>
      {keys && <Keys keys={keys} />}
    </AriaButton>
  );
}

interface IconButtonProps extends Common {
  label: string;
  icon: IconName;
  /** Shown beside the icon, such as a count. */
  children?: ReactNode;
}

/** A button with an icon; its name and shortcut stand in the tooltip. */
export function IconButton({
  label,
  icon,
  look = "quiet",
  size = "m",
  keys,
  children,
  ...rest
}: IconButtonProps) {
  return (
    <TooltipTrigger delay={500} closeDelay={0}>
      <AriaButton
        {...rest}
        aria-label={label}
        className={styles.button}
        data-look={look}
        data-size={size}
        data-icon-only
      >
        <Icon name={icon} />
        {children}
      </AriaButton>
      <Hint label={label} keys={keys} />
    </TooltipTrigger>
  );
}

interface ToggleProps extends Omit<IconButtonProps, "type" | "autoFocus"> {
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
    <TooltipTrigger delay={500} closeDelay={0}>
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
      <Hint label={label} keys={keys} />
    </TooltipTrigger>
  );
}

function Hint({ label, keys }: { label: string; keys: string | undefined }) {
  return (
    <Tooltip className={styles.tooltip} offset={6}>
      <span>{label}</span>
      {keys && <Keys keys={keys} />}
    </Tooltip>
  );
}
