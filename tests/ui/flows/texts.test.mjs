import assert from "node:assert/strict";
import test from "node:test";
import { missing, pattern } from "../harness/text.mjs";

test("every text is there in Korean and in English", () => {
  assert.deepEqual(missing(), []);
});

test("a text with a name in it is found with and without the name", () => {
  assert.match("Incoming call: 김민서", pattern("call.rings"));
  assert.match("Incoming call: 김민서", pattern("call.rings", { who: "김민서" }));
  assert.doesNotMatch("Incoming call: Emma", pattern("call.rings", { who: "김민서" }));
});
