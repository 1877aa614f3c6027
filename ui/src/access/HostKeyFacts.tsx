import { CodeBlock } from "../components/CodeBlock";
import { Untrusted } from "../components/Untrusted";
import type { RefusedHostKey } from "../ipc/contract";

const COMPARE = "ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub";

/** What was expected, from where, what was offered, and how to compare. */
export function HostKeyFacts({ refused }: { refused: RefusedHostKey }) {
  const { instanceId, expected, offered } = refused;
  return (
    <>
      <dl className="key-facts">
        <dt>Instance</dt>
        <dd className="mono">
          <Untrusted text={instanceId} />
        </dd>
        <dt>Expected</dt>
        <dd>
          {expected.map((fingerprint) => (
            <span className="key-fingerprint mono" key={fingerprint}>
              <Untrusted text={fingerprint} />
            </span>
          ))}
          <span className="faint">{originText(refused)}</span>
        </dd>
        <dt>Offered</dt>
        <dd>
          <span className="key-fingerprint mono">
            <Untrusted text={offered} />
          </span>
          <span className="faint">Shown by the machine that answered just now.</span>
        </dd>
      </dl>
      <div className="key-compare">
        <p>
          To compare, run this on the instance itself, over a way that you trust, such as the EC2
          serial console or Session Manager. The fingerprint that it prints must be the offered one.
        </p>
        <CodeBlock text={COMPARE} what="the command" />
      </div>
    </>
  );
}

/** Where the expectation comes from. */
function originText({ expected, expectation }: RefusedHostKey): string {
  if (expected.length === 0) {
    return "None is known for this instance, and by the settings only known keys are accepted.";
  }
  switch (expectation) {
    case "pin":
      return "Pinned on this computer when the instance was reached before.";
    case "console":
      return "Printed by the instance on its console when it started.";
  }
}
