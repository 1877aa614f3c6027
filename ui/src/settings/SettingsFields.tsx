import type { ReactNode } from "react";
import type { SettingsView } from "../ipc/contract";
import { CheckInput } from "./CheckInput";
import { HostKeysSelect } from "./HostKeysSelect";
import { ReadOnlyInput } from "./ReadOnlyInput";
import { SettingsInput, type SettingsInputShared } from "./SettingsInput";
import { MAX_POOL_TTL_SECONDS } from "./settingsDraft";
import { TokenInput } from "./TokenInput";
import { TokenKeeping } from "./TokenKeeping";

type SettingsFieldsProps = SettingsInputShared & { view: SettingsView };

/** All fields, in groups. */
export function SettingsFields({ view, ...shared }: SettingsFieldsProps) {
  return (
    <>
      <Group title="Platform">
        <SettingsInput
          {...shared}
          name="platformUrl"
          label="Platform URL"
          placeholder="https://your-team.example.com"
        />
        <TokenInput {...shared} hasToken={view.hasToken} />
        <TokenKeeping {...shared} kept={view.tokenKept} notice={view.tokenNotice} />
        <SettingsInput
          {...shared}
          name="orgId"
          label="Organisation id"
          hint="Only if your platform asks for one."
        />
        <SettingsInput
          {...shared}
          name="extraCaFile"
          label="Extra CA file"
          hint="A PEM file to trust besides the system's certificates."
        />
        <SettingsInput
          {...shared}
          name="eventOrigin"
          label="Event socket origin"
          placeholder="https://your-team.example.com"
          hint="Where the server accepts events only from certain origins. Empty: none, then the platform's own."
        />
      </Group>
      <Group title="AWS">
        <AwsFields {...shared} />
      </Group>
      <Group title="Instances">
        <InstanceFields {...shared} />
      </Group>
      <Group title="Agent cards">
        <CheckInput
          {...shared}
          name="legacySignatures"
          label="Accept signatures of old Python SDKs"
          hint="They sign other bytes than the specification says. Off: such a signature is not valid."
        />
      </Group>
    </>
  );
}

function AwsFields(shared: SettingsInputShared) {
  return (
    <>
      <div className="form-pair">
        <SettingsInput
          {...shared}
          name="region"
          label="Region"
          placeholder="us-east-2"
          hint="Empty: as your AWS configuration says."
        />
        <SettingsInput
          {...shared}
          name="awsProfile"
          label="Profile"
          placeholder="default"
          hint="Empty: as your AWS configuration says."
        />
      </div>
      <div className="form-pair">
        <SettingsInput
          {...shared}
          name="endpointId"
          label="Endpoint id"
          placeholder="eice-0123456789abcdef0"
          hint="Empty: looked up for each instance."
        />
        <SettingsInput
          {...shared}
          name="endpointDnsName"
          label="Endpoint DNS name"
          hint="Goes with the id: both or neither."
        />
      </div>
    </>
  );
}

function InstanceFields(shared: SettingsInputShared) {
  return (
    <>
      <div className="form-pair">
        <SettingsInput {...shared} name="osUser" label="OS user on the instances" />
        <SettingsInput
          {...shared}
          name="poolTtlSeconds"
          label="Keep connections for (seconds)"
          hint={`0 to ${MAX_POOL_TTL_SECONDS}; 0 opens a new one each time.`}
        />
      </div>
      <SettingsInput
        {...shared}
        name="instanceTag"
        label="Instance tag"
        hint="The tag whose value is the workspace's id or name. Empty: instances are not looked for."
      />
      <HostKeysSelect {...shared} />
      <ReadOnlyInput {...shared} />
    </>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className="form-group">
      <legend>{title}</legend>
      {children}
    </fieldset>
  );
}
