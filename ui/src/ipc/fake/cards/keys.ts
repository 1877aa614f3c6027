import type { AddCardKeys, CardKey } from "../../contract";
import { IpcError } from "../../ipcError";
import { digestOf, itemsOf, type Members, membersOf, textOf } from "./readJson";
import { OWN_KEY } from "./signatures";

/** The keys that the user of the invented fleet begins with. */
export function firstKeys(): CardKey[] {
  return [{ ...OWN_KEY, kind: "EC P-256", addedMs: Date.now() - 40 * 86_400_000 }];
}

/** All keys after those of a JWK or a JWK set were added; refuses what is none. */
export function addKeys(keys: readonly CardKey[], { jwks, label }: AddCardKeys): CardKey[] {
  const added = jwksOf(jwks).map((jwk) => keyOf(jwk, label));
  const thumbprints = new Set(added.map(({ thumbprint }) => thumbprint));
  return [...keys.filter(({ thumbprint }) => !thumbprints.has(thumbprint)), ...added];
}

function jwksOf(text: string): Members[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new IpcError("invalid_input", "the key is not JSON");
  }
  const set = membersOf(parsed);
  const jwks = "keys" in set ? itemsOf(set["keys"]).map(membersOf) : [set];
  if (jwks.length === 0) {
    throw new IpcError("invalid_input", "the set holds no key");
  }
  return jwks;
}

function keyOf(jwk: Members, label: string): CardKey {
  const kind = kindOf(jwk);
  if (kind === null) {
    throw new IpcError("invalid_input", "a key is of a kind that signatures of cards cannot have");
  }
  if ("d" in jwk) {
    throw new IpcError("invalid_input", "a private key was given; add the public one");
  }
  const thumbprint = digestOf(JSON.stringify(jwk)).slice(0, 43);
  return { thumbprint, kid: textOf(jwk["kid"]), kind, label, addedMs: Date.now() };
}

function kindOf({ kty, crv }: Members): string | null {
  switch (kty) {
    case "EC":
      return `EC ${textOf(crv) ?? "P-256"}`;
    case "OKP":
      return "Ed25519";
    case "RSA":
      return "RSA 2048";
    default:
      return null;
  }
}
