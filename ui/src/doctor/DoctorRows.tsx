import { useEffect, useRef } from "react";
import { keyed } from "../components/keyed";
import { Remedy } from "../components/Remedy";
import { Untrusted } from "../components/Untrusted";
import { visibleBlock } from "../components/visibleText";
import type { IpcError as IpcFailure } from "../ipc/contract";
import { msText } from "../tunnels/setUpTimes";
import { doctorLook } from "./doctorLook";
import type { DoctorRow } from "./doctorSteps";

/** The steps of a run, in the order of the way. */
export function DoctorRows({ rows }: { rows: readonly DoctorRow[] }) {
  return (
    <ol className="doctor-steps" aria-label="Steps">
      {keyed(rows, keyOf).map(({ key, item }) => (
        <Row key={key} row={item} />
      ))}
    </ol>
  );
}

function keyOf(row: DoctorRow): string {
  return row.kind === "settled" ? row.result.step : row.step;
}

function Row({ row }: { row: DoctorRow }) {
  const { word, tone, icon: Icon } = doctorLook(row);
  const result = row.kind === "settled" ? row.result : null;
  const isDimmed = row.kind === "to_come" || result?.status === "skipped";
  const error = result?.error ?? null;
  return (
    <li className="doctor-step" data-dimmed={isDimmed}>
      <span className="status doctor-status" data-tone={tone}>
        <Icon aria-hidden size={15} className={row.kind === "running" ? "spin" : undefined} />
        {word}
      </span>
      <span className="doctor-title">
        <Untrusted text={row.kind === "settled" ? row.result.title : row.title} />
      </span>
      <span className="doctor-detail">
        <Untrusted text={error === null ? (result?.detail ?? "") : ""} />
      </span>
      <span className="doctor-ms number">
        {result !== null && result.ms !== null && msText(result.ms)}
      </span>
      {error !== null && <Why error={error} />}
    </li>
  );
}

function Why({ error }: { error: IpcFailure }) {
  const why = useRef<HTMLDivElement>(null);
  useEffect(() => {
    why.current?.scrollIntoView({ block: "nearest" });
  }, []);
  return (
    <div className="notice" data-severity="error" ref={why}>
      <div className="notice-body">
        <p className="notice-detail">
          <code>{error.code}</code> {visibleBlock(error.message)}
        </p>
        {error.remedy !== undefined && <Remedy text={error.remedy} />}
      </div>
    </div>
  );
}
