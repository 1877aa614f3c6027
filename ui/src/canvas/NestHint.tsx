import { Untrusted } from "../components/Untrusted";
import { useAppStore } from "../store";
import { useNest } from "./nestStore";

/** Says what letting go of the dragged card would do. */
export function NestHint() {
  const { id, nest } = useNest();
  const name = useAppStore((state) => state.workspaces[id ?? ""]?.name ?? "");
  const lead = useAppStore((state) =>
    nest?.kind === "into" ? (state.workspaces[nest.leadId]?.name ?? "") : "",
  );
  return (
    <p className="nest-hint" role="status" data-shown={nest !== null}>
      {nest?.kind === "into" && (
        <>
          Drop to make <Untrusted text={name} /> a member of <Untrusted text={lead} />
          ’s team
        </>
      )}
      {nest?.kind === "out" && (
        <>
          Drop to move <Untrusted text={name} /> out of its team
        </>
      )}
    </p>
  );
}
