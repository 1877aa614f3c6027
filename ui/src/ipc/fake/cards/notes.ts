import type { CardNote, CardSeverity, CardView } from "../../contract";
import type { Members } from "./readJson";

const REQUIRED = ["name", "description", "version", "skills"] as const;

/** What an invented backend finds wrong with a card: a few of the kinds that the real one knows. */
export function notesOf(card: Members, view: CardView): CardNote[] {
  if (view.shape === "not_a_card") {
    return [note("not_a_card", "", "error", "this does not look like an A2A agent card")];
  }
  return [
    ...REQUIRED.filter((name) => !(name in card)).map((name) =>
      note("missing_member", `/${name}`, "error", "the card has to say this"),
    ),
    ...view.interfaces.flatMap((item) => {
      const { url, origin } = item;
      const index = view.interfaces.filter((other) => other.origin === origin).indexOf(item);
      return addressNotes(url, origin === "url" ? "/url" : `/${memberOf(origin)}/${index}/url`);
    }),
    ...view.skills.flatMap(({ tags }, index) =>
      tags.length === 0
        ? [note("missing_member", `/skills/${index}/tags`, "warning", "a skill should have tags")]
        : [],
    ),
    ...(view.hybrid
      ? [note("url_differs", "/url", "warning", "none of the interfaces has this address")]
      : []),
    ...view.unknownFields.map(({ pointer }) =>
      note("unknown_member", pointer, "info", "no version of A2A knows this member"),
    ),
  ];
}

function memberOf(origin: "supported" | "additional"): string {
  return origin === "supported" ? "supportedInterfaces" : "additionalInterfaces";
}

function addressNotes(url: string, pointer: string): CardNote[] {
  if (url.includes("{")) {
    return [note("url_placeholder", pointer, "error", "the address has a gap to fill in")];
  }
  return url.startsWith("http://")
    ? [note("url_not_encrypted", pointer, "warning", "this address is not encrypted")]
    : [];
}

function note(code: string, pointer: string, severity: CardSeverity, message: string): CardNote {
  return { code, pointer, severity, message };
}
