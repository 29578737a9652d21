import type { HTMLInputTypeAttribute, ReactNode, Ref } from "react";
import {
  Switch as AriaSwitch,
  TextField as AriaTextField,
  Button,
  FieldError,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Select,
  SelectValue,
  Text,
  TextArea,
} from "react-aria-components";
import styles from "./Field.module.css";
import { Icon } from "./Icon";

interface TextFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** The label is for screen readers only. */
  labelHidden?: boolean;
  hint?: ReactNode;
  /** What is wrong with the value, as a sentence. */
  error?: string | null | undefined;
  type?: HTMLInputTypeAttribute;
  placeholder?: string;
  autoFocus?: boolean;
  autoComplete?: string;
  isRequired?: boolean;
  isDisabled?: boolean;
  inputMode?: "tel" | "numeric" | "text" | "email" | "url";
  maxLength?: number;
  rows?: number;
  onBlur?: () => void;
  onEnter?: () => void;
  inputRef?: Ref<HTMLInputElement>;
}

/** A line of text, or with `rows` several. */
export function TextField(props: TextFieldProps) {
  const { label, labelHidden, hint, error, rows, placeholder, onEnter, inputRef, ...rest } = props;
  return (
    <AriaTextField
      {...rest}
      className={styles.field ?? ""}
      isInvalid={Boolean(error)}
      onKeyDown={(event) => {
        if (event.key === "Enter" && !event.nativeEvent.isComposing && onEnter) {
          event.preventDefault();
          onEnter();
        }
        // React Aria keeps the keys of a field with a handler to itself; Escape is the window's.
        if (event.key === "Escape") event.continuePropagation();
      }}
    >
      <Label className={labelHidden ? "visually-hidden" : styles.label}>{label}</Label>
      {rows ? (
        <TextArea className={styles.input} rows={rows} placeholder={placeholder} dir="auto" />
      ) : (
        <Input className={styles.input} placeholder={placeholder} dir="auto" ref={inputRef} />
      )}
      {hint && (
        <Text slot="description" className={styles.hint}>
          {hint}
        </Text>
      )}
      <FieldError className={styles.error ?? ""}>{error}</FieldError>
    </AriaTextField>
  );
}

export interface Choice {
  id: string;
  label: string;
}

interface ChoiceFieldProps {
  label: string;
  choices: readonly Choice[];
  value: string | null;
  onChange: (id: string) => void;
  labelHidden?: boolean;
  placeholder?: string;
  isDisabled?: boolean;
  hint?: ReactNode;
  /** What is wrong with the choice, as a sentence. */
  error?: string | null | undefined;
}

/** One of several. */
export function ChoiceField({
  label,
  choices,
  value,
  onChange,
  labelHidden,
  placeholder,
  isDisabled,
  hint,
  error,
}: ChoiceFieldProps) {
  return (
    <Select
      className={styles.field ?? ""}
      value={value}
      isDisabled={isDisabled}
      isInvalid={Boolean(error)}
      placeholder={placeholder}
      onChange={(id) => id !== null && onChange(String(id))}
    >
      <Label className={labelHidden ? "visually-hidden" : styles.label}>{label}</Label>
      <Button className={styles.select}>
        <SelectValue className={styles.selectValue} />
        <Icon name="chevronDown" size={14} />
      </Button>
      {hint && (
        <Text slot="description" className={styles.hint}>
          {hint}
        </Text>
      )}
      <FieldError className={styles.error ?? ""}>{error}</FieldError>
      <Popover className={styles.popover}>
        <ListBox className={styles.list} items={choices}>
          {(choice: Choice) => (
            <ListBoxItem id={choice.id} textValue={choice.label} className={styles.option}>
              {({ isSelected }) => (
                <>
                  <span className={styles.optionLabel} dir="auto">
                    {choice.label}
                  </span>
                  {isSelected && <Icon name="check" />}
                </>
              )}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </Select>
  );
}

/** On or off. */
export function Switch({
  label,
  isSelected,
  onChange,
}: {
  label: string;
  isSelected: boolean;
  onChange: (on: boolean) => void;
}) {
  return (
    <AriaSwitch className={styles.switch ?? ""} isSelected={isSelected} onChange={onChange}>
      <span className={styles.track}>
        <span className={styles.thumb} />
      </span>
      {label}
    </AriaSwitch>
  );
}
