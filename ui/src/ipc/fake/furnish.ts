import type { Transfer } from "../contract";
import { BIG_FOLDER } from "./bigFolder";
import type { FakeWorld } from "./world";

const MIB = 1_048_576;

/** More on the instances and on its way than tests need: everything that there is to look at. */
export function furnish(world: FakeWorld): void {
  world.folders.add(BIG_FOLDER);
  world.folders.add("/workspace/empty");
  Object.assign(world.files, {
    "/workspace/.git/HEAD": "ref: refs/heads/main\n",
    "/workspace/node_modules/a/index.js": "",
    "/workspace/current": "# Checkout\n",
    "/workspace/session.log": "x",
    "/workspace/src/server/routes/health.ts": "export const health = () => 200;\n",
    "/workspace/src/server/index.ts": "// The server says hello.\n",
    "/workspace/a very long file name that does not fit into the width of the panel at all.md": "",
  });
  world.links.add("/workspace/current");
  world.transfers = [
    sketch({ id: 1, name: "models.tar", state: "done", bytesDone: 48 * MIB, filesDone: 1 }),
    sketch({
      id: 2,
      direction: "download",
      name: "logs",
      to: "Downloads",
      state: "failed",
      bytesDone: 12 * MIB,
      filesTotal: 120,
      filesDone: 31,
      problemCount: 2,
      problems: [
        { path: "/workspace/logs/root.log", reason: "permission denied" },
        { path: "/workspace/logs/pipe", reason: "it is no file" },
      ],
      error: { code: "tunnel_lost", message: "the session ended after 3,300 s" },
    }),
  ];
}

function sketch(over: Partial<Transfer> & Pick<Transfer, "id" | "name" | "state">): Transfer {
  return {
    direction: "upload",
    workspaceId: "ws-02",
    instanceId: "i-0a1b2c3d4e5f60001",
    to: "/workspace",
    bytesDone: 0,
    bytesTotal: 48 * MIB,
    filesDone: 0,
    filesTotal: 1,
    bytesPerSecond: null,
    secondsLeft: null,
    problems: [],
    problemCount: 0,
    error: null,
    ...over,
  };
}
