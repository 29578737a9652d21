import { Callout } from "../../components/Surface";
import { useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { useStore } from "../../state/store";

/** Says that the view lost the program behind it. */
export function LinkBanner() {
  const text = useText();
  const desk = useDesk();
  const lost = useStore(desk.link, (link) => link.is === "lost");
  if (!lost) return null;
  return (
    <div role="alert">
      <Callout tone="warn" icon="warning">
        {text("app.lost")}
      </Callout>
    </div>
  );
}
