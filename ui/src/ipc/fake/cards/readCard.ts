import type {
  CardInterface,
  CardInterfaceOrigin,
  CardRequirement,
  CardShape,
  CardSkill,
  CardUnknownField,
  CardView,
} from "../../contract";
import { notesOf } from "./notes";
import { flagOf, isObject, itemsOf, type Members, membersOf, textOf, textsOf } from "./readJson";
import { schemesOf } from "./schemes";

const KNOWN = new Set([
  "name",
  "description",
  "version",
  "protocolVersion",
  "url",
  "preferredTransport",
  "additionalInterfaces",
  "supportedInterfaces",
  "capabilities",
  "skills",
  "defaultInputModes",
  "defaultOutputModes",
  "securitySchemes",
  "securityRequirements",
  "security",
  "authentication",
  "provider",
  "documentationUrl",
  "iconUrl",
  "signatures",
]);

/** Reads a card much as the backend does, for looking at the window without one. */
export function readCard(value: unknown): CardView {
  const card = membersOf(value);
  const shape = shapeOf(card);
  const provider = isObject(card["provider"]) ? card["provider"] : null;
  const capabilities = membersOf(card["capabilities"]);
  const view: CardView = {
    shape,
    hybrid: shape === "v1.0" && ("url" in card || "preferredTransport" in card),
    score: shape === "not_a_card" ? 20 : 90,
    name: textOf(card["name"]),
    description: textOf(card["description"]),
    version: textOf(card["version"]),
    provider: provider && {
      organization: textOf(provider["organization"]),
      url: textOf(provider["url"]),
    },
    documentationUrl: textOf(card["documentationUrl"]),
    iconUrl: textOf(card["iconUrl"]),
    interfaces: interfacesOf(card),
    capabilities: {
      streaming: flagOf(capabilities["streaming"]),
      pushNotifications: flagOf(capabilities["pushNotifications"]),
      stateTransitionHistory: flagOf(capabilities["stateTransitionHistory"]),
      extendedAgentCard: flagOf(capabilities["extendedAgentCard"]),
      extensions: itemsOf(capabilities["extensions"]).map((item) => {
        const extension = membersOf(item);
        return {
          uri: textOf(extension["uri"]) ?? "",
          description: textOf(extension["description"]),
          required: extension["required"] === true,
        };
      }),
    },
    skills: itemsOf(card["skills"]).slice(0, 512).map(skillOf),
    defaultInputModes: textsOf(card["defaultInputModes"]),
    defaultOutputModes: textsOf(card["defaultOutputModes"]),
    securitySchemes: schemesOf(card),
    securityRequirements: requirementsOf(card),
    signatureCount: itemsOf(card["signatures"]).length,
    unknownFields: unknownOf(card),
    notes: [],
  };
  return { ...view, notes: notesOf(card, view) };
}

function shapeOf(card: Members): CardShape {
  if (typeof card["name"] !== "string" && !Array.isArray(card["skills"])) {
    return "not_a_card";
  }
  const interfaces = itemsOf(card["supportedInterfaces"]).map(membersOf);
  if (interfaces.some((item) => "protocolBinding" in item)) {
    return "v1.0";
  }
  if ("protocolVersion" in card || "preferredTransport" in card) {
    return "v0.3";
  }
  return "authentication" in card || "defaultInputModes" in card ? "v0.2" : "platform";
}

function interfacesOf(card: Members): CardInterface[] {
  const supported = itemsOf(card["supportedInterfaces"]);
  if (supported.length > 0) {
    return supported.map((item) => interfaceOf(membersOf(item), "supported"));
  }
  const own = textOf(card["url"]);
  const first = own === null ? [] : [interfaceOf({ url: own, ...transportOf(card) }, "url")];
  const others = itemsOf(card["additionalInterfaces"]);
  return [...first, ...others.map((item) => interfaceOf(membersOf(item), "additional"))];
}

function transportOf(card: Members): Members {
  return {
    transport: card["preferredTransport"] ?? "JSONRPC",
    protocolVersion: card["protocolVersion"],
  };
}

function interfaceOf(item: Members, origin: CardInterfaceOrigin): CardInterface {
  return {
    url: textOf(item["url"]) ?? "",
    binding: textOf(item["protocolBinding"] ?? item["transport"] ?? item["protocol"]) ?? "",
    protocolVersion: textOf(item["protocolVersion"]),
    tenant: textOf(item["tenant"]),
    origin,
  };
}

function skillOf(item: unknown): CardSkill {
  const skill = typeof item === "string" ? { id: item, name: item } : membersOf(item);
  const id = textOf(skill["id"]) ?? textOf(skill["name"]) ?? "";
  return {
    id,
    name: textOf(skill["name"]) ?? id,
    description: textOf(skill["description"]),
    tags: textsOf(skill["tags"]),
    examples: textsOf(skill["examples"]),
    inputModes: textsOf(skill["inputModes"]),
    outputModes: textsOf(skill["outputModes"]),
  };
}

function requirementsOf(card: Members): CardRequirement[][] {
  const wanted = itemsOf(card["securityRequirements"] ?? card["security"]);
  return wanted.map((item) => {
    const requirement = membersOf(item);
    const schemes = membersOf(requirement["schemes"] ?? requirement);
    return Object.entries(schemes).map(([scheme, scopes]) => ({
      scheme,
      scopes: textsOf(Array.isArray(scopes) ? scopes : membersOf(scopes)["list"]),
    }));
  });
}

function unknownOf(card: Members): CardUnknownField[] {
  return Object.entries(card)
    .filter(([name]) => !KNOWN.has(name))
    .map(([name, value]) => ({ pointer: `/${name}`, json: JSON.stringify(value) }));
}
