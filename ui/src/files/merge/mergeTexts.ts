import { diff3MergeRegions, diffComm, diffIndices, type IUnstableRegion } from "node-diff3";
import { linesOf, trimShared } from "./lines";

/** A stretch of a merged text: agreed on, or changed by both in different ways. */
export type Segment =
  | { kind: "agreed"; text: string }
  | { kind: "conflict"; mine: string; theirs: string };

export type Merged = {
  segments: readonly Segment[];
  /** How many changes of theirs were taken without asking, since I had not touched those lines. */
  takenCount: number;
};

/**
 * Merges two texts that started from `base`, by lines. Line ends belong to their lines, so that every
 * byte of the result is from one of the texts.
 *
 * @param base null where it is not known: all that differs is a conflict then.
 */
export function mergeTexts(base: string | null, mine: string, theirs: string): Merged {
  const texts = [mine, theirs, ...(base === null ? [] : [base])].map(linesOf);
  const { head, tail, middles } = trimShared(texts);
  const [a = [], b = [], o] = middles;
  const { segments, takenCount } =
    o === undefined ? { segments: mergeTwo(a, b), takenCount: 0 } : mergeThree(o, a, b);
  return { segments: joinAgreed([agreed(head), ...segments, agreed(tail)]), takenCount };
}

/** The merged text, with mine where it is not agreed on: what one starts from. */
export function startingText({ segments }: Pick<Merged, "segments">): string {
  return segments.map((part) => (part.kind === "agreed" ? part.text : part.mine)).join("");
}

export function countConflicts({ segments }: Pick<Merged, "segments">): number {
  return segments.filter(({ kind }) => kind === "conflict").length;
}

function mergeThree(base: string[], mine: string[], theirs: string[]): Merged {
  const regions = diff3MergeRegions(mine, base, theirs);
  const unstable = regions.filter((region) => !region.stable);
  return {
    segments: regions.map((region) =>
      region.stable
        ? agreed(region.bufferContent)
        : conflict(region.aContent.join(""), region.bContent.join("")),
    ),
    takenCount: diffIndices(base, theirs).filter(
      ({ buffer1: [from, length] }) => !unstable.some((region) => touches(region, from, length)),
    ).length,
  };
}

function touches(
  { oStart, oLength }: IUnstableRegion<string>,
  from: number,
  length: number,
): boolean {
  return from <= oStart + oLength && from + length >= oStart;
}

function mergeTwo(mine: string[], theirs: string[]): Segment[] {
  return diffComm(mine, theirs).map((part) =>
    part.common === undefined
      ? conflict(part.buffer1.join(""), part.buffer2.join(""))
      : agreed(part.common),
  );
}

function agreed(lines: readonly string[]): Segment {
  return { kind: "agreed", text: lines.join("") };
}

/** What both have changed to the same is no conflict. */
function conflict(mine: string, theirs: string): Segment {
  return mine === theirs ? { kind: "agreed", text: mine } : { kind: "conflict", mine, theirs };
}

function joinAgreed(segments: readonly Segment[]): Segment[] {
  const joined: Segment[] = [];
  for (const part of segments) {
    const last = joined.at(-1);
    if (part.kind === "agreed" && last?.kind === "agreed") {
      joined[joined.length - 1] = { kind: "agreed", text: last.text + part.text };
    } else if (part.kind === "conflict" || part.text !== "") {
      joined.push(part);
    }
  }
  return joined;
}
