import { X } from "lucide-react";
import { Popover } from "radix-ui";
import { CopyButton } from "../components/CopyButton";
import { Untrusted } from "../components/Untrusted";
import { TunnelBadge } from "./TunnelBadge";
import { Waterfall } from "./Waterfall";
import { legTimes, type WhySlow, whySlowText } from "./whySlowText";

/** A question about the opening of a panel, with its answer: what it was spent on. */
export function WhySlowPopover(why: WhySlow) {
  return (
    <Popover.Root>
      <Popover.Trigger className="link-button" data-testid="why-slow">
        Why was this slow?
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="popover why-slow"
          align="end"
          sideOffset={6}
          collisionPadding={12}
          aria-label="What the opening was spent on"
        >
          <div className="dialog-head">
            <h3 className="popover-title">What the opening was spent on</h3>
            <Popover.Close className="icon-button" aria-label="Close">
              <X aria-hidden size={16} />
            </Popover.Close>
          </div>
          <TunnelPart {...why} />
          <PanelPart legs={why.legs} />
          <CopyButton text={whySlowText(why)} label="Copy as text" />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function TunnelPart({ tunnel, wasOpenBefore }: WhySlow) {
  if (tunnel === null) {
    return <p className="faint">This panel has not used a tunnel.</p>;
  }
  return (
    <section className="why-slow-part">
      <h4>
        Setting up the tunnel <TunnelBadge state={tunnel.state} />
      </h4>
      {wasOpenBefore && (
        <p className="faint small">It was open before the panel, which did not wait for it.</p>
      )}
      {tunnel.phases.length === 0 ? (
        <p className="faint">No step has ended yet.</p>
      ) : (
        <Waterfall label="Steps of the set-up" phases={tunnel.phases} />
      )}
      {tunnel.lastError !== null && (
        <p className="tunnel-error">
          <Untrusted text={tunnel.lastError} />
        </p>
      )}
    </section>
  );
}

function PanelPart({ legs }: Pick<WhySlow, "legs">) {
  const times = legTimes(legs);
  return (
    <section className="why-slow-part">
      <h4>Loading the panel, from its opening</h4>
      {times.length === 0 ? (
        <p className="faint">No part has arrived yet.</p>
      ) : (
        <Waterfall label="Parts of the panel" phases={times} />
      )}
    </section>
  );
}
