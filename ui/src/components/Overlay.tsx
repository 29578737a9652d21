import type { ReactNode } from "react";
import {
  Dialog as AriaDialog,
  Popover as AriaPopover,
  DialogTrigger,
  Heading,
  Modal,
  ModalOverlay,
} from "react-aria-components";
import { useText } from "../i18n/text";
import { IconButton } from "./Button";
import styles from "./Overlay.module.css";
import { Opens } from "./opens";

interface SheetProps {
  isOpen: boolean;
  onClose: () => void;
  children: ReactNode;
  size?: "s" | "m" | "l" | "xl" | "full";
  /** Stays until a choice is made. */
  firm?: boolean;
  /** Its name, where no title in it says so. */
  label?: string;
}

/** A sheet over the screen, for its content to fill; focus comes back to where it was. */
export function Sheet({ isOpen, onClose, children, size = "m", firm = false, label }: SheetProps) {
  return (
    <ModalOverlay
      className={styles.scrim}
      isOpen={isOpen}
      isDismissable={!firm}
      isKeyboardDismissDisabled={firm}
      onOpenChange={(open) => !open && onClose()}
    >
      <Modal className={styles.modal} data-size={size}>
        <AriaDialog className={styles.dialog} aria-label={label}>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

interface DialogProps extends Omit<SheetProps, "label"> {
  title: string;
  /** Buttons at the foot. */
  actions?: ReactNode;
}

/** A window with a title over the screen. */
export function Dialog({ title, children, actions, ...sheet }: DialogProps) {
  const text = useText();
  return (
    <Sheet {...sheet}>
      <header className={styles.header}>
        <Heading slot="title" level={2}>
          {title}
        </Heading>
        {!sheet.firm && (
          <IconButton label={text("common.close")} icon="close" keys="Escape" onPress={sheet.onClose} />
        )}
      </header>
      <div className={styles.body}>{children}</div>
      {actions && <footer className={styles.footer}>{actions}</footer>}
    </Sheet>
  );
}

interface PopoverProps {
  trigger: ReactNode;
  label: string;
  children: ReactNode | ((close: () => void) => ReactNode);
  width?: number;
  isOpen?: boolean;
  onOpenChange?: (open: boolean) => void;
}

/** A small window that hangs on its button. */
export function Popover({ trigger, label, children, width = 320, isOpen, onOpenChange }: PopoverProps) {
  return (
    <DialogTrigger isOpen={isOpen} onOpenChange={onOpenChange}>
      <Opens value={true}>{trigger}</Opens>
      <AriaPopover className={styles.popover} style={{ width }}>
        <AriaDialog className={styles.popoverBody} aria-label={label}>
          {({ close }) => (typeof children === "function" ? children(close) : children)}
        </AriaDialog>
      </AriaPopover>
    </DialogTrigger>
  );
}
