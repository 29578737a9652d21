import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { House } from "../harness/house.mjs";

let house;
before(async () => {
  house = await House.open();
});
after(() => house?.close());

// Whoever signs in brings their own language.
for (const [login, language] of [["agent2", "en"], ["agent1", "ko"]]) {
  test(`a new desktop goes from sign-in over the devices to work (${language})`, async () => {
    const agent = await house.freshAgent(`fresh-${language}`, { language });
    await agent.field("signIn.server").waitFor();
    await agent.accessible("sign-in");

    await agent.signIn({ serverUrl: house.centre.url, login, password: "not this one" });
    await agent.page.getByText(agent.text("error.wrong_password")).waitFor();
    await agent.accessible("sign-in after a wrong password");

    await agent.field("signIn.password").fill(house.centre.password);
    await agent.press("Enter");
    await agent.button("devices.skip").waitFor();
    await agent.accessible("devices check");

    await agent.button("devices.skip").click();
    await agent.button("ready.begin").waitFor();
    await agent.accessible("ready");

    await agent.button("ready.begin").click();
    await agent.page.getByRole("main", { name: agent.text("region.customer") }).waitFor();
    await agent.accessible("nobody on screen");
    agent.noErrors();
  });
}

test("after a restart nobody has to sign in again, and nobody can read along without the token", async () => {
  const seat = await house.seat("agent2");
  const answer = await fetch(`${seat.origin}/api/snapshot`, { method: "POST", body: "null" });
  assert.equal(answer.status, 401);
});
