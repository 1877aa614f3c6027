import type { Members } from "./readJson";

const REVIEW = {
  id: "review",
  name: "Review a pull request",
  description: "Comments on correctness first, style last.",
  tags: ["code", "review", "git"],
  examples: ["Review pull request 482", "What changed in the parser since 1.3?"],
};

const LINT = { id: "lint", name: "Lint", description: "Runs the linters.", tags: ["code"] };

/** v1.0 with everything that the format has. */
export function modern(name: string): Members {
  return {
    ...v10(name, "2.1.0"),
    description: "Plans the work of the team, hands it out and puts the results together.",
    iconUrl: "https://robotics.example/lead.png",
    skills: [
      { ...REVIEW, inputModes: ["text/plain"], outputModes: ["text/markdown"] },
      LINT,
      {
        id: "plan",
        name: "Plan a release",
        description: "Turns a list of wishes into steps with owners and dates.",
        tags: ["planning", "release"],
        examples: ["Plan 2.1 for the end of March"],
      },
    ],
    securitySchemes: {
      bearer: {
        httpAuthSecurityScheme: { scheme: "Bearer", bearerFormat: "JWT", description: "A token." },
      },
      signIn: {
        oauth2SecurityScheme: {
          oauth2MetadataUrl: "https://sso.robotics.example/.well-known/oauth-authorization-server",
          flows: { clientCredentials: { tokenUrl: "https://sso.robotics.example/token" } },
        },
      },
      tls: { mtlsSecurityScheme: { description: "A certificate of the team's own authority." } },
    },
    securityRequirements: [
      { schemes: { signIn: { list: ["tasks:read", "tasks:write"] }, tls: { list: [] } } },
      { schemes: { bearer: { list: [] } } },
    ],
  };
}

/** v1.0, plain. */
export function v10(name: string, version: string): Members {
  return {
    name,
    description: "Reads every pull request and comments on what a person should look at first.",
    version,
    supportedInterfaces: [
      {
        url: "https://agents.example.com/a2a/reviewer",
        protocolBinding: "JSONRPC",
        protocolVersion: "1.0",
      },
      {
        url: "http://10.0.3.17:8000/",
        protocolBinding: "HTTP+JSON",
        protocolVersion: "0.3",
        tenant: "blue",
      },
    ],
    capabilities: {
      streaming: true,
      pushNotifications: false,
      extendedAgentCard: true,
      extensions: [
        {
          uri: "https://robotics.example/ext/trace",
          description: "Traces a task.",
          required: true,
        },
      ],
    },
    defaultInputModes: ["text/plain", "application/json"],
    defaultOutputModes: ["text/markdown"],
    skills: [REVIEW, LINT],
    provider: { organization: "Example Robotics", url: "https://robotics.example" },
    documentationUrl: "https://robotics.example/docs/reviewer",
  };
}

/** v1.0 with the members of v0.3 beside it, some of others, and secrets that should not be there. */
export function hybrid(name: string): Members {
  return {
    ...v10(name, "1.4.0"),
    skills: [
      { ...REVIEW, description: "Comments on correctness first, then on style.", tags: ["code"] },
      LINT,
      { id: "explain", name: "Explain a change", description: "In plain words.", tags: ["docs"] },
    ],
    url: "https://elsewhere.example/a2a",
    preferredTransport: "JSONRPC",
    securitySchemes: { bearer: { httpAuthSecurityScheme: { scheme: "Bearer" } } },
    securityRequirements: [{ schemes: { bearer: { list: [] } } }],
    "x-team": { name: "platform", floor: 3, webhook_token: "tok_4f1d9c" },
    signatures: [{ protected: "eyJhbGciOiJFUzI1NiJ9", signature: "MEUCIQDx" }],
  };
}

/** v0.3. */
export function v03(name: string): Members {
  return {
    name,
    description: "Reads pull requests.",
    version: "1.2.0",
    protocolVersion: "0.3.0",
    url: "https://agents.example.com/a2a/v1",
    preferredTransport: "JSONRPC",
    additionalInterfaces: [{ url: "agents.example.com:8443", transport: "GRPC" }],
    capabilities: { streaming: true, stateTransitionHistory: true },
    defaultInputModes: ["text/plain"],
    defaultOutputModes: ["text/plain"],
    skills: [REVIEW],
    securitySchemes: { key: { type: "apiKey", in: "header", name: "X-Agent-Key" } },
    security: [{ key: [] }],
    signatures: [{ protected: "eyJhbGciOiJFUzI1NiJ9", signature: "MEUCIQDy" }],
  };
}

/** Before v0.3. */
export function old(name: string): Members {
  return {
    name,
    description: "Writes pages that are found.",
    version: "0.4",
    url: "http://seo:8000",
    authentication: { schemes: ["Bearer"] },
    capabilities: { streaming: false },
    defaultInputModes: ["text"],
    defaultOutputModes: ["text"],
    skills: [{ id: "page", name: "Write a page", description: "For one keyword.", tags: ["seo"] }],
    signatures: [{ protected: "eyJhbGciOiJIUzI1NiJ9", signature: "c2VjcmV0" }],
  };
}

/** What the platform's own runtime registers. */
export function bare(name: string): Members {
  return {
    name,
    description: "An agent.",
    version: "1.0.0",
    url: "http://workspace-7f:8000",
    skills: [{ id: "chat", name: "Chat", description: "Talks.", tags: [] }],
    capabilities: { streaming: true, pushNotifications: false },
  };
}

/** Text that tries to look like something else, and addresses with gaps. */
export function awkward(name: string): Members {
  return {
    name: `${name} \u202Eyfirev`,
    description: "<b>Bold</b> [click](javascript:alert(1))\nSecond line\u200B with a hidden space.",
    version: "1.0",
    protocolVersion: "0.3.0",
    url: "https://{HOST}/a2a",
    skills: ["greet", "say goodbye"],
    provider: { organization: "Nobody", url: "javascript:alert(1)" },
    documentationUrl: "https://user:hunter2@docs.example/start?token=abc",
    signatures: [{ protected: "###", signature: "" }],
  };
}

/** As many skills as are shown. */
export function manySkills(name: string): Members {
  const areas = ["billing", "login", "shipping", "returns", "privacy", "outage"];
  return {
    ...v10(name, "3.2.0"),
    skills: Array.from({ length: 512 }, (_, index) => {
      const area = areas[index % areas.length] ?? "other";
      return {
        id: `triage-${index}`,
        name: `Sort out ${area} case ${index}`,
        description: `Decides who has to look at a ${area} report, and how soon.`,
        tags: [area, index % 2 === 0 ? "urgent" : "routine"],
      };
    }),
  };
}

/** What some sites serve in a card's place. */
export function notACard(): Members {
  return { site: "https://example.com", theme: { colour: "blue" }, pages: 12 };
}
