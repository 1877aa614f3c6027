import { useEffect } from "react";
import { useDrafts } from "../files/drafts";

const NAME = "Causeway";

/** The window's title: a dot before it while there is unsaved text. */
export function useWindowTitle(): void {
  const isDirty = useDrafts(({ drafts }) => Object.keys(drafts).length > 0);
  useEffect(() => {
    document.title = isDirty ? `● ${NAME}` : NAME;
  }, [isDirty]);
}
