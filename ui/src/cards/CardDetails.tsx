import { useMemo, useRef } from "react";
import { Untrusted } from "../components/Untrusted";
import type { CardEntry, CardView } from "../ipc/contract";
import { useAppStore } from "../store";
import { CardAbout } from "./CardAbout";
import { CardCapabilities } from "./CardCapabilities";
import { CardHead } from "./CardHead";
import { CardInterfaces } from "./CardInterfaces";
import { CardModes } from "./CardModes";
import { CardProblems } from "./CardProblems";
import { CardSecurity } from "./CardSecurity";
import { CardStateNotice } from "./CardStateNotice";
import { CardUnknownFields } from "./CardUnknownFields";
import { freshnessOf } from "./freshness";
import { CardRaw } from "./raw/CardRaw";
import { useRawPlace } from "./raw/useRawPlace";
import { CoverageContext, outsideOf } from "./signature/coverage";
import { NotSigned } from "./signature/NotSigned";
import { CardSkills } from "./skills/CardSkills";

type CardDetailsProps = {
  entry: CardEntry;
  /** It is not the newest version, and whoever shows it says so. */
  isOld?: boolean;
};

/**
 * A card for reading. All of it was written by others: plain text, no picture is loaded and no
 * link opens.
 */
export function CardDetails({ entry, isOld = false }: CardDetailsProps) {
  const { view, raw, signature } = entry;
  const connection = useAppStore((state) => state.connection);
  const freshness = freshnessOf(entry, connection);
  const place = useRawPlace();
  const problems = useRef<HTMLDivElement>(null);
  const isOutside = useMemo(() => outsideOf(signature), [signature]);
  return (
    <CoverageContext value={isOutside}>
      <div className="card-details">
        {!isOld && <CardStateNotice entry={entry} freshness={freshness} />}
        <CardHead
          entry={entry}
          freshness={freshness}
          onShowProblems={() => {
            problems.current?.scrollIntoView({ block: "start" });
            problems.current?.focus({ preventScroll: true });
          }}
        />
        {view.shape !== "not_a_card" && <CardBody view={view} />}
        <div className="card-problems" ref={problems} tabIndex={-1}>
          <CardProblems notes={view.notes} onGoTo={place.goTo} />
        </div>
        <CardRaw raw={raw} place={place} />
      </div>
    </CoverageContext>
  );
}

function CardBody({ view }: { view: CardView }) {
  return (
    <>
      {view.description !== null && (
        <p className="card-description">
          <Untrusted text={view.description} isBlock /> <NotSigned pointers={["/description"]} />
        </p>
      )}
      <CardInterfaces interfaces={view.interfaces} />
      <CardCapabilities capabilities={view.capabilities} />
      <CardSkills skills={view.skills} />
      <CardModes view={view} />
      <CardSecurity
        securitySchemes={view.securitySchemes}
        securityRequirements={view.securityRequirements}
      />
      <CardAbout view={view} />
      <CardUnknownFields fields={view.unknownFields} />
    </>
  );
}
