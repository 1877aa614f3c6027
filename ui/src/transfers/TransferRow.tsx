import { Download, Pause, Play, RotateCcw, Trash2, Upload, X } from "lucide-react";
import { memo, useId, useState } from "react";
import { ErrorNotice } from "../components/ErrorNotice";
import { IconButton } from "../components/IconButton";
import { Untrusted } from "../components/Untrusted";
import { visibleText } from "../components/visibleText";
import type { Transfer, TransferAction } from "../ipc/contract";
import { ProgressBar } from "./ProgressBar";
import { TransferProblems } from "./TransferProblems";
import { amountText, hasEnded, problemsText, STATE_TEXT, speedText } from "./transferText";

type TransferRowProps = {
  transfer: Transfer;
  /** The workspace's name; its instance where it has none. */
  workspace: string;
  onControl: (id: number, action: TransferAction) => void;
};

/** One transfer: what goes where, how far it is, and what can be done about it. */
export const TransferRow = memo(function TransferRow(props: TransferRowProps) {
  const { transfer, workspace, onControl } = props;
  const { id, direction, name, to, state, error } = transfer;
  const [isUnfolded, setIsUnfolded] = useState(false);
  const detailsId = useId();
  const problems = problemsText(transfer);
  const Icon = direction === "upload" ? Upload : Download;
  return (
    <li className="transfer" data-state={state} data-testid={`transfer-${id}`}>
      <div className="transfer-head">
        <Icon aria-label={direction === "upload" ? "Upload" : "Download"} size={15} />
        <span className="transfer-name">
          <Untrusted text={name} />
        </span>
        <span className="transfer-way faint">
          {direction === "upload" ? "to " : "from "}
          <Untrusted text={workspace} />
          {direction === "upload" ? ": " : " to "}
          <Untrusted text={to} />
        </span>
        <span className="transfer-state">{STATE_TEXT[state]}</span>
        <Buttons transfer={transfer} onControl={(action) => onControl(id, action)} />
      </div>
      <ProgressBar transfer={transfer} />
      <p className="transfer-facts faint">
        <span>{state === "queued" ? "Waits for its turn" : amountText(transfer)}</span>
        <span>{speedText(transfer)}</span>
        {problems !== null && (
          <button
            type="button"
            className="link-button"
            aria-expanded={isUnfolded}
            aria-controls={isUnfolded ? detailsId : undefined}
            onClick={() => setIsUnfolded(!isUnfolded)}
          >
            {problems}
          </button>
        )}
      </p>
      {isUnfolded && <TransferProblems id={detailsId} transfer={transfer} />}
      {error !== null && state === "failed" && (
        <ErrorNotice
          title="The transfer stopped"
          error={error}
          onRetry={() => onControl(id, "resume")}
        />
      )}
    </li>
  );
});

type ButtonsProps = { transfer: Transfer; onControl: (action: TransferAction) => void };

function Buttons({ transfer, onControl }: ButtonsProps) {
  const { state } = transfer;
  const name = visibleText(transfer.name);
  return (
    <span className="transfer-buttons">
      {(state === "running" || state === "scanning" || state === "queued") && (
        <IconButton label={`Pause ${name}`} icon={Pause} onClick={() => onControl("pause")} />
      )}
      {state === "paused" && (
        <IconButton label={`Resume ${name}`} icon={Play} onClick={() => onControl("resume")} />
      )}
      {(state === "failed" || state === "cancelled") && (
        <IconButton label={`Retry ${name}`} icon={RotateCcw} onClick={() => onControl("resume")} />
      )}
      {hasEnded(transfer) ? (
        <IconButton label={`Dismiss ${name}`} icon={Trash2} onClick={() => onControl("dismiss")} />
      ) : (
        <IconButton label={`Cancel ${name}`} icon={X} onClick={() => onControl("cancel")} />
      )}
    </span>
  );
}
