import { Untrusted } from "../components/Untrusted";

type GoneInstanceProps = { isGone: boolean; instanceId: string | null };

/** Says in a dialog that what was asked for cannot be done any more: the instance that it was meant for is gone. */
export function GoneInstance({ isGone, instanceId }: GoneInstanceProps) {
  if (!isGone) {
    return null;
  }
  return (
    <p className="dialog-text" role="alert">
      The instance was replaced: this was meant for{" "}
      <span className="mono">
        <Untrusted text={instanceId ?? ""} />
      </span>
      , and is not done on the new one.
    </p>
  );
}
