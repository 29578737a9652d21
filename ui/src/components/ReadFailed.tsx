import type { CommandError } from "../api/generated/types";
import { useText } from "../i18n/text";
import { errorText } from "../words/error";
import { Button } from "./Button";
import { Callout } from "./Surface";

/** Says beside what is shown that it could not be read, with another try. */
export function ReadFailed({ error, onRetry }: { error: CommandError; onRetry: () => void }) {
  const text = useText();
  return (
    <Callout
      tone="bad"
      icon="warning"
      action={
        <Button size="s" onPress={onRetry}>
          {text("common.retry")}
        </Button>
      }
    >
      <span role="alert">{errorText(error, text)}</span>
    </Callout>
  );
}
