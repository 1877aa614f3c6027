import type { CardEntry, CardView, Workspace } from "../contract";

/** A card for every second workspace, so that both states can be seen. */
export function fakeCards(workspaces: readonly Workspace[]): Record<string, CardEntry> {
  const carded = workspaces.filter(({ status }) => status === "online");
  return Object.fromEntries(carded.map((workspace) => [workspace.id, entryFor(workspace)]));
}

function entryFor({ id, name }: Workspace): CardEntry {
  const view = viewOf(name);
  return {
    workspaceId: id,
    view,
    raw: JSON.stringify({ name, version: view.version, skills: view.skills }, null, 2),
    confirmedMs: Date.now() - 5 * 60_000,
    source: "live",
    state: "published",
    sha256: "0f4a",
    signature: {
      verdict: "unknown_key",
      kid: "robotics-2026",
      thumbprint: null,
      label: null,
      alg: "ES256",
      form: null,
      covered: [],
      uncovered: [],
      jku: null,
      message: "Signed with a key that you have not added.",
    },
    versions: [
      {
        sha256: "0f4a",
        version: view.version,
        firstSeenMs: Date.now() - 86_400_000,
        confirmedMs: Date.now(),
      },
    ],
  };
}

function viewOf(name: string): CardView {
  return {
    shape: "v1.0",
    hybrid: true,
    score: 95,
    name,
    description: "Reads every pull request and comments on what a person should look at first.",
    version: "1.4.0",
    provider: { organization: "Example Robotics", url: "https://robotics.example" },
    documentationUrl: "https://robotics.example/docs/reviewer",
    iconUrl: null,
    interfaces: [
      {
        url: "https://agents.example.com/a2a/reviewer",
        binding: "JSONRPC",
        protocolVersion: "1.0",
        tenant: null,
        origin: "supported",
      },
      {
        url: "http://10.0.3.17:8000/",
        binding: "HTTP+JSON",
        protocolVersion: "0.3",
        tenant: "blue",
        origin: "supported",
      },
    ],
    capabilities: {
      streaming: true,
      pushNotifications: false,
      stateTransitionHistory: null,
      extendedAgentCard: true,
      extensions: [
        {
          uri: "https://robotics.example/ext/trace",
          description: "Traces a task.",
          required: true,
        },
      ],
    },
    skills: [
      {
        id: "review",
        name: "Review a pull request",
        description: "Comments on correctness first, style last.",
        tags: ["code", "review", "git"],
        examples: ["Review pull request 482", "What changed in the parser since 1.3?"],
        inputModes: ["text/plain"],
        outputModes: ["text/markdown"],
      },
      {
        id: "lint",
        name: "Lint",
        description: null,
        tags: ["code"],
        examples: [],
        inputModes: [],
        outputModes: [],
      },
    ],
    defaultInputModes: ["text/plain", "application/json"],
    defaultOutputModes: ["text/markdown"],
    securitySchemes: [
      { name: "bearer", kind: "HTTP bearer", description: "A token of the platform.", details: [] },
    ],
    securityRequirements: [[{ scheme: "bearer", scopes: [] }]],
    signatureCount: 1,
    unknownFields: [{ pointer: "/x-team", json: '{"name":"platform","floor":3}' }],
    notes: [
      {
        code: "interface_http",
        pointer: "/supportedInterfaces/1/url",
        severity: "warning",
        message: "This address is not encrypted.",
      },
    ],
  };
}
