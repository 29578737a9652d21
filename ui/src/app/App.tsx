import { I18nProvider } from "react-aria-components";
import { Button } from "../components/Button";
import { Empty } from "../components/Surface";
import { Notices } from "../features/notices/Notices";
import { SignInFlow } from "../features/sign-in/SignInFlow";
import { useLocale, useText } from "../i18n/text";
import { useDesk } from "../state/context";
import { useStore } from "../state/store";
import { errorText } from "../words/error";
import { Frame } from "./Frame";

/** The whole page: sign-in until somebody is ready, then the frame. */
export function App() {
  const locale = useLocale();
  return (
    <I18nProvider locale={locale === "ko" ? "ko-KR" : "en-GB"}>
      <Screen />
      <Notices />
    </I18nProvider>
  );
}

function Screen() {
  const text = useText();
  const desk = useDesk();
  const link = useStore(desk.link);
  const session = useStore(desk.session);
  if (link.is === "failed") {
    return (
      <Empty icon="warning" title={text("app.failed")}>
        <p>{errorText(link.error, text)}</p>
        <Button look="primary" onPress={() => window.location.reload()}>
          {text("common.retry")}
        </Button>
      </Empty>
    );
  }
  if (!session) return <main aria-busy="true" aria-label={text("app.starting")} />;
  if (session.state === "signed_out" || !session.ready) return <SignInFlow session={session} />;
  return <Frame />;
}
