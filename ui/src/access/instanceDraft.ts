import type { ChosenInstance, InstanceSearch } from "../ipc/contract";

/** The choice as far as it has been made. */
export type InstanceDraft = {
  /** A candidate's id, `other` for one that is typed, or null before a choice. */
  picked: string | null;
  instanceId: string;
  privateIp: string;
};

/** What is wrong with what was typed, by field. */
export type InstanceProblems = { picked?: string; instanceId?: string; privateIp?: string };

export const OTHER = "other";

const INSTANCE_ID = /^i-([0-9a-f]{8}|[0-9a-f]{17})$/;
const ADDRESS = /^(\d{1,3}(\.\d{1,3}){3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]*)$/;

/** The present choice, else the only candidate, else none. */
export function initialDraft({ candidates, chosen }: InstanceSearch): InstanceDraft {
  const [only] = candidates.length === 1 ? candidates : [];
  const isListed = candidates.some(({ instanceId }) => instanceId === chosen?.instanceId);
  if (chosen !== null && !isListed) {
    const { instanceId, privateIp } = chosen;
    return { picked: OTHER, instanceId, privateIp: privateIp ?? "" };
  }
  const picked = chosen?.instanceId ?? only?.instanceId ?? (candidates.length === 0 ? OTHER : null);
  return { picked, instanceId: "", privateIp: "" };
}

/** What can be told without asking the backend, which has the last word. */
export function checkInstance({ picked, instanceId, privateIp }: InstanceDraft): InstanceProblems {
  if (picked === null) {
    return { picked: "Choose one of the instances." };
  }
  const problems: InstanceProblems = {};
  if (picked === OTHER && !INSTANCE_ID.test(instanceId.trim())) {
    problems.instanceId = "Enter an id such as i-0123456789abcdef0, as the EC2 console shows it.";
  }
  if (picked === OTHER && privateIp.trim() !== "" && !ADDRESS.test(privateIp.trim())) {
    problems.privateIp = "Enter an IP address such as 10.20.0.7, or leave it empty.";
  }
  return problems;
}

/** The choice to keep. EC2 tells the address of a candidate. */
export function toChosen({ picked, instanceId, privateIp }: InstanceDraft): ChosenInstance {
  return picked === null || picked === OTHER
    ? { instanceId: instanceId.trim(), privateIp: privateIp.trim() || null }
    : { instanceId: picked, privateIp: null };
}
