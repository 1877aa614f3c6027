import { act } from "@testing-library/react";
import type { FakeHost } from "../ipc/fakeHost";
import type { CallName, Host } from "../ipc/host";

/** Keeps back the replies to a command, which is carried out at once, until the returned function is called. */
export function holdReply(fake: FakeHost, held: CallName): () => Promise<void> {
  const call = fake.host.call;
  let resolve = () => {};
  const promise = new Promise<void>((resolved) => {
    resolve = resolved;
  });
  fake.host.call = (async (name: CallName, ...args: never[]) => {
    const reply = await (call as (...all: unknown[]) => Promise<unknown>)(name, ...args);
    if (name === held) {
      await promise;
    }
    return reply;
  }) as Host["call"];
  return () =>
    act(async () => {
      fake.host.call = call;
      resolve();
    });
}
