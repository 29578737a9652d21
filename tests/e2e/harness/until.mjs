// Waiting for things to become true, with a limit.

/** Asks `question` until its answer is truthy and returns it; fails after `timeoutMs`, naming `what`. */
export async function until(what, question, timeoutMs = 15_000, everyMs = 50) {
  const deadline = Date.now() + timeoutMs;
  let lastError;
  do {
    try {
      const answer = await question();
      if (answer) return answer;
      lastError = undefined;
    } catch (error) {
      lastError = error;
    }
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  } while (Date.now() < deadline);
  throw new Error(`not within ${timeoutMs} ms: ${what}`, { cause: lastError });
}
