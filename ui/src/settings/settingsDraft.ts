import type {
  HostKeyPolicy,
  IpcError as IpcFailure,
  SaveSettings,
  Settings,
  SettingsView,
} from "../ipc/contract";

/** Longest life of a shared connection: AWS ends a tunnel after 3,600 s. */
export const MAX_POOL_TTL_SECONDS = 3300;

/** The settings that are typed. */
export type TextField = Exclude<
  keyof Settings,
  "hostKeys" | "readOnly" | "workspaces" | "tokenInFile" | "legacySignatures"
>;

/** The form as typed: everything is text until it is saved. */
export type SettingsDraft = Record<TextField, string> & {
  hostKeys: HostKeyPolicy;
  readOnly: boolean;
  tokenInFile: boolean;
  legacySignatures: boolean;
  /** Not edited here: passed on as it is. */
  workspaces: Settings["workspaces"];
  token: string;
  /** Whether to forget the token that is kept now. */
  forgetsToken: boolean;
};

export type SettingsField = keyof Settings | "token";

/** What is wrong with each field. */
export type FieldProblems = Partial<Record<SettingsField, string>>;

const FIELDS: readonly SettingsField[] = [
  "platformUrl",
  "token",
  "orgId",
  "poolTtlSeconds",
  "osUser",
  "extraCaFile",
  "region",
  "awsProfile",
  "instanceTag",
  "endpointId",
  "endpointDnsName",
  "hostKeys",
  "readOnly",
  "eventOrigin",
];

export function toDraft({ values }: SettingsView): SettingsDraft {
  return {
    platformUrl: values.platformUrl ?? "",
    orgId: values.orgId ?? "",
    poolTtlSeconds: String(values.poolTtlSeconds),
    osUser: values.osUser,
    extraCaFile: values.extraCaFile ?? "",
    region: values.region ?? "",
    awsProfile: values.awsProfile ?? "",
    instanceTag: values.instanceTag,
    endpointId: values.endpointId ?? "",
    endpointDnsName: values.endpointDnsName ?? "",
    hostKeys: values.hostKeys,
    readOnly: values.readOnly,
    eventOrigin: values.eventOrigin ?? "",
    tokenInFile: values.tokenInFile,
    legacySignatures: values.legacySignatures,
    workspaces: values.workspaces,
    token: "",
    forgetsToken: false,
  };
}

export function toSaveSettings(draft: SettingsDraft): SaveSettings {
  return {
    values: {
      platformUrl: orNull(draft.platformUrl),
      orgId: orNull(draft.orgId),
      poolTtlSeconds: Number(draft.poolTtlSeconds.trim()),
      osUser: draft.osUser.trim(),
      extraCaFile: orNull(draft.extraCaFile),
      region: orNull(draft.region),
      awsProfile: orNull(draft.awsProfile),
      instanceTag: draft.instanceTag.trim(),
      endpointId: orNull(draft.endpointId),
      endpointDnsName: orNull(draft.endpointDnsName),
      hostKeys: draft.hostKeys,
      readOnly: draft.readOnly,
      eventOrigin: orNull(draft.eventOrigin),
      tokenInFile: draft.tokenInFile,
      legacySignatures: draft.legacySignatures,
      workspaces: draft.workspaces,
    },
    token: draft.forgetsToken ? "" : orNull(draft.token),
  };
}

/**
 * The field that a refusal is about, when its message begins with a field's name
 * (`osUser: must not be empty`); null when it is about the whole form.
 */
export function refusedField({ code, message }: IpcFailure): SettingsField | null {
  if (code !== "invalid_input") {
    return null;
  }
  return FIELDS.find((name) => new RegExp(`^${name}\\b`).test(message)) ?? null;
}

function orNull(text: string): string | null {
  const trimmed = text.trim();
  return trimmed === "" ? null : trimmed;
}
