import { type FieldProblems, MAX_POOL_TTL_SECONDS, type SettingsDraft } from "./settingsDraft";

/** What can be told without asking the backend, which has the last word. */
export function checkDraft(draft: SettingsDraft): FieldProblems {
  const problems: FieldProblems = {};
  const url = draft.platformUrl.trim();
  if (url !== "" && !isWebAddress(url)) {
    problems.platformUrl = "Enter an address that begins with https:// or http://.";
  }
  const origin = draft.eventOrigin.trim();
  if (origin !== "" && !isOrigin(origin)) {
    problems.eventOrigin = "Enter scheme and host alone, such as https://your-team.example.com.";
  }
  const ttl = draft.poolTtlSeconds.trim();
  if (!/^\d{1,4}$/.test(ttl) || Number(ttl) > MAX_POOL_TTL_SECONDS) {
    problems.poolTtlSeconds = `Enter whole seconds from 0 to ${MAX_POOL_TTL_SECONDS}.`;
  }
  if (draft.osUser.trim() === "") {
    problems.osUser = "Enter the user to log in as, for instance ubuntu.";
  }
  return { ...problems, ...endpointProblem(draft) };
}

/** An endpoint by hand has an id and a name: one without the other leads nowhere. */
function endpointProblem({ endpointId, endpointDnsName }: SettingsDraft): FieldProblems {
  const hasId = endpointId.trim() !== "";
  const hasName = endpointDnsName.trim() !== "";
  if (hasId && !hasName) {
    return { endpointDnsName: "Enter the endpoint's DNS name too, or leave both empty." };
  }
  return hasName && !hasId
    ? { endpointId: "Enter the endpoint's id too, or leave both empty." }
    : {};
}

function isWebAddress(text: string): boolean {
  try {
    return ["http:", "https:"].includes(new URL(text).protocol);
  } catch {
    return false;
  }
}

function isOrigin(text: string): boolean {
  return isWebAddress(text) && new URL(text).origin === text.replace(/\/$/, "");
}
