import { type Conflict, theirText } from "../conflict";

/** What the user is told of a conflict; the text goes on after the path of the file. */
export function conflictWords(
  conflict: Conflict,
  isDirty: boolean,
): { title: string; text: string } {
  const { theirs, written } = conflict;
  if (written !== null) {
    return {
      title: "Your text was saved over a newer one",
      text:
        "was changed on the instance in the moment it was saved. Your text is there now; what it " +
        "took the place of is shown here.",
    };
  }
  if (theirs === null) {
    return {
      title: "This file was removed on the instance",
      text: "is not there any more. Nothing has been saved; your text is still here.",
    };
  }
  if (!isDirty) {
    return {
      title: "What has changed on the instance",
      text: "is another one by now than the text in the editor.",
    };
  }
  return {
    title: "This file has changed on the instance",
    text:
      theirText(conflict) === null
        ? "is no text that could be shown here any more. Nothing has been saved; your text is still here."
        : "is not the version that you started from. Nothing has been saved; your text is still here.",
  };
}
