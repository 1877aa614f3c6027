import { expect, it, vi } from "vitest";
import type { Entry, Listing, ListingPart } from "../ipc/contract";
import { createFakeHost } from "../ipc/fakeHost";
import { type FolderListing, listFolder, shownCount } from "./folderListing";

const ARGS = { workspaceId: "ws-02", path: "/w", depth: 1, showsHidden: false };

function entry(name: string): Entry {
  const rest = { kind: "file", sizeBytes: 1, modifiedMs: 0, lockedReason: null } as const;
  return { name, path: `/w/${name}`, ...rest };
}

function replyWith(total: number): Listing {
  return {
    base: "/w",
    path: "/w",
    entries: [],
    total,
    hidden: [".git"],
    readOnlyReason: null,
    stored: null,
  };
}

/** A host whose channel and reply are in the test's hands. */
function manualHost() {
  const { host } = createFakeHost();
  let reply = (_listing: Listing) => {};
  let part = (_part: ListingPart) => {};
  host.listFiles = (_args, onPart) => {
    part = onPart;
    return new Promise((resolve) => {
      reply = resolve;
    });
  };
  return {
    host,
    reply: (listing: Listing) => reply(listing),
    part: (one: ListingPart) => part(one),
  };
}

it("a large folder is told as it grows, and in the end holds every chunk in order", async () => {
  const manual = manualHost();
  const told: [number, number | undefined][] = [];
  const listed = listFolder(manual.host, ARGS, (listing) =>
    told.push([shownCount(listing), listing.soFar]),
  );
  manual.part({ type: "first", entries: [entry("b")] });
  manual.part({ type: "count", entries: 3 });
  manual.part({ type: "chunk", entries: [entry("a"), entry("b")] });
  manual.part({ type: "chunk", entries: [entry("c")] });
  manual.reply(replyWith(3));
  const { entries, hidden, soFar } = await listed;
  expect(told).toEqual([
    [1, 1],
    [1, 3],
    [2, 3],
    [3, 3],
  ]);
  expect(entries.map(({ name }) => name)).toEqual(["a", "b", "c"]);
  expect(hidden).toEqual([".git"]);
  expect(soFar).toBeUndefined();
});

it("the reply waits for chunks that it has overtaken", async () => {
  const manual = manualHost();
  const listed = listFolder(manual.host, ARGS, () => undefined);
  manual.reply(replyWith(2));
  manual.part({ type: "chunk", entries: [entry("a")] });
  manual.part({ type: "chunk", entries: [entry("b")] });
  expect((await listed).entries).toHaveLength(2);
});

it("chunks that never come are an error, not a shorter folder", async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  const manual = manualHost();
  const listed = listFolder(manual.host, ARGS, () => undefined);
  const failed = expect(listed).rejects.toMatchObject({
    code: "internal",
    message: "1 of 2 entries of /w arrived",
  });
  manual.part({ type: "chunk", entries: [entry("a")] });
  manual.reply(replyWith(2));
  await vi.advanceTimersByTimeAsync(31_000);
  await failed;
  vi.useRealTimers();
});

it("an earlier state of a folder is not changed by the chunks after it", async () => {
  const manual = manualHost();
  const told: FolderListing[] = [];
  const listed = listFolder(manual.host, ARGS, (listing) => told.push(listing));
  manual.part({ type: "chunk", entries: [entry("a")] });
  manual.part({ type: "chunk", entries: [entry("b")] });
  manual.reply(replyWith(2));
  await listed;
  expect(told.map(shownCount)).toEqual([1, 2]);
});
