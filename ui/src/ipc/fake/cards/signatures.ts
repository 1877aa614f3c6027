import type { CardSignature } from "../../contract";
import type { Members } from "./readJson";

/** The key that the user of the invented fleet has added. */
export const OWN_KEY = {
  kid: "robotics-2026",
  thumbprint: "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs",
  label: "Example Robotics",
} as const;

/** The key's name in signatures that cannot be checked until its key is added. */
export const UNKNOWN_KID = "ops-2025-11";

const NOTHING: CardSignature = {
  verdict: "unsigned",
  kid: null,
  thumbprint: null,
  label: null,
  alg: null,
  form: null,
  covered: [],
  uncovered: [],
  jku: null,
  message: "The card carries no signature.",
};

export function unsigned(): CardSignature {
  return NOTHING;
}

/** Good, over the members that are not named in `outside`. */
export function verified(
  card: Members,
  form: "spec" | "sdk",
  outside: readonly string[] = [],
  key: { kid: string; thumbprint: string; label: string } = OWN_KEY,
): CardSignature {
  const members = Object.keys(card).filter((name) => name !== "signatures");
  return {
    ...NOTHING,
    ...key,
    verdict: "verified",
    alg: "ES256",
    form,
    covered: members.filter((name) => !outside.includes(name)).map((name) => `/${name}`),
    uncovered: members.filter((name) => outside.includes(name)).map((name) => `/${name}`),
    jku: "https://robotics.example/.well-known/jwks.json",
    message: "One signature of one is good.",
  };
}

export function unknownKey(): CardSignature {
  return {
    ...NOTHING,
    verdict: "unknown_key",
    kid: UNKNOWN_KID,
    alg: "ES256",
    jku: "https://ops.example/keys.json",
    message: "It is signed with a key that you have not added.",
  };
}

export function invalid(): CardSignature {
  return {
    ...NOTHING,
    ...OWN_KEY,
    verdict: "invalid",
    alg: "ES256",
    message: "The signature does not fit the card in any of the known forms.",
  };
}

export function unsupported(): CardSignature {
  return {
    ...NOTHING,
    verdict: "unsupported",
    kid: "legacy-hmac",
    alg: "HS256",
    message: "HS256 cannot show who signed: both sides hold the same secret.",
  };
}

export function malformed(): CardSignature {
  return {
    ...NOTHING,
    verdict: "malformed",
    message: "The protected header is not base64url.",
  };
}
