import { render } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { onTestFinished } from "vitest";
import { App } from "../src/app/App";
import type { FakeDesk } from "../src/platform/testing/fakeDesk";
import { DeskContext } from "../src/state/context";
import { createDesk } from "../src/state/desk";
import { goLive } from "../src/state/live";
import { listenToKeys } from "../src/state/shortcuts";

/** The whole application over a desk that the test writes. */
export async function openScreen(fake: FakeDesk) {
  const desk = createDesk(fake);
  onTestFinished(listenToKeys(desk.settings.get));
  const view = render(
    <DeskContext value={desk}>
      <App />
    </DeskContext>,
  );
  await goLive(desk);
  return { desk, user: userEvent.setup(), ...view };
}
