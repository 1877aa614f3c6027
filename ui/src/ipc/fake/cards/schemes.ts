import type { CardSecurityScheme } from "../../contract";
import { type Members, membersOf, textOf, textsOf } from "./readJson";

const V1_KINDS = {
  apiKeySecurityScheme: "apiKey",
  httpAuthSecurityScheme: "http",
  oauth2SecurityScheme: "oauth2",
  openIdConnectSecurityScheme: "openIdConnect",
  mtlsSecurityScheme: "mutualTLS",
} as const;

/** The security schemes of a card, of any generation. */
export function schemesOf(card: Members): CardSecurityScheme[] {
  const named = Object.entries(membersOf(card["securitySchemes"])).map(([name, value]) =>
    schemeOf(name, membersOf(value)),
  );
  const old = textsOf(membersOf(card["authentication"])["schemes"]).map((name) => ({
    name,
    kind: "authentication",
    description: null,
    details: [],
  }));
  return [...named, ...old];
}

function schemeOf(name: string, scheme: Members): CardSecurityScheme {
  for (const [key, kind] of Object.entries(V1_KINDS)) {
    if (key in scheme) {
      return described(name, kind, membersOf(scheme[key]));
    }
  }
  return described(name, textOf(scheme["type"]) ?? "unknown", scheme);
}

function described(name: string, kind: string, members: Members): CardSecurityScheme {
  const { type: _type, description, ...rest } = members;
  const details = Object.entries(rest).map(([member, value]) => ({
    name: member,
    value: typeof value === "string" ? value : JSON.stringify(value),
  }));
  return { name, kind, description: textOf(description), details };
}
