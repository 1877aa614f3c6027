import type { Position } from "../ipc/contract";
import type { Layout } from "../store/layoutSlice";
import { flow, rowWidth } from "./flow";
import { flatten, type Tree } from "./forest";
import { createOverlapIndex } from "./overlapIndex";
import { bounds, type Rect, translate } from "./rect";

/** Size of a card, in canvas pixels at zoom 1. */
export const CARD = { width: 236, height: 96 };
/** Room that a team's frame leaves around its members; `top` holds the lead's own card. */
export const FRAME = { top: 76, side: 16 };
const CARD_GAP = 16;
const TREE_GAP = 48;
/** How many places within a team are looked at for a card without one. */
const MAX_CELLS = 1_000;
/** Width to height that a team, and the whole fleet, is set in. */
const TEAM_RATIO = (CARD.width + CARD_GAP) / (CARD.height + CARD_GAP);
const FLEET_RATIO = 1.6;

/** A tree that has its place: a card, or a team's frame. */
type Block = {
  id: string;
  outline: Rect;
  /** Where they were when the frame was put around them; they go with it. */
  members: readonly Block[];
  /** Where the frame was then. */
  origin: Position;
};

/**
 * Gives every workspace its absolute rectangle.
 *
 * Where the user put a card it stays. A team nobody has moved takes the platform's placement if
 * that is complete and nothing overlaps; all others are set in rows, beside or below what is already placed.
 */
export function arrange(forest: readonly Tree[], layout: Layout): Map<string, Rect> {
  const placed: Block[] = [];
  const taken = createOverlapIndex();
  const loose: Tree[] = [];
  for (const tree of forest) {
    const block = fromLayout(tree, layout);
    if (block === null) {
      loose.push(tree);
    } else {
      placed.push(block);
      taken.add(block.outline);
    }
  }
  const unplaced: Block[] = [];
  for (const tree of loose) {
    const block = fromPlatform(tree);
    if (block === null || taken.hits(block.outline)) {
      unplaced.push(inRows(tree));
    } else {
      placed.push(block);
      taken.add(block.outline);
    }
  }
  const rects = new Map<string, Rect>();
  for (const block of [...placed, ...packAround(placed, unplaced)]) {
    addRects(rects, block, { x: 0, y: 0 });
  }
  return rects;
}

/** The absolute rectangles of a block and its members. A lead's rectangle is its team's frame. */
function addRects(rects: Map<string, Rect>, block: Block, by: Position): void {
  const rect = translate(block.outline, by);
  rects.set(block.id, rect);
  const moved = { x: rect.x - block.origin.x, y: rect.y - block.origin.y };
  for (const member of block.members) {
    addRects(rects, member, moved);
  }
}

/** Sets blocks in rows beside or below what is placed, whichever keeps the fleet nearer its shape. */
function packAround(placed: readonly Block[], blocks: readonly Block[]): Block[] {
  const taken = bounds(placed.map((block) => block.outline));
  if (taken === null) {
    return setInRows(blocks, { x: 0, y: 0 }, TREE_GAP, FLEET_RATIO);
  }
  const beside = { x: taken.x + taken.width + TREE_GAP, y: taken.y };
  const below = { x: taken.x, y: bottom(taken) + TREE_GAP };
  const candidates = [beside, below].map((origin) =>
    setInRows(blocks, origin, TREE_GAP, FLEET_RATIO),
  );
  candidates.sort((a, b) => distortion([...placed, ...a]) - distortion([...placed, ...b]));
  return candidates[0] ?? [];
}

/** How far the fleet is from the ratio that it is set in; 0 is just that. */
function distortion(blocks: readonly Block[]): number {
  const all = bounds(blocks.map((block) => block.outline));
  return all === null ? 0 : Math.abs(Math.log(all.width / all.height / FLEET_RATIO));
}

/** The tree by the user's own positions; null when none of its cards was ever moved. */
function fromLayout(tree: Tree, layout: Layout): Block | null {
  const own = layout[tree.workspace.id];
  if (tree.children.length === 0) {
    return own === undefined ? null : card(tree, own);
  }
  const settled: Block[] = [];
  const loose: Block[] = [];
  for (const child of tree.children) {
    const block = fromLayout(child, layout);
    if (block === null) {
      loose.push(inRows(child));
    } else {
      settled.push(block);
    }
  }
  const taken = bounds(settled.map((block) => block.outline));
  if (taken === null) {
    return own === undefined ? null : moveTo(inRows(tree), own);
  }
  const below = { x: taken.x, y: bottom(taken) + CARD_GAP };
  const { filled, left } = fillGaps(settled, taken, loose);
  return frame(tree, [...filled, ...setInRows(left, below, CARD_GAP, TEAM_RATIO)]);
}

/** Sets single cards where the rows of a team have room, so that its frame grows only when it must. */
function fillGaps(
  settled: readonly Block[],
  taken: Rect,
  loose: readonly Block[],
): { filled: Block[]; left: Block[] } {
  const filled = [...settled];
  const left = [...loose];
  const index = createOverlapIndex();
  for (const { outline } of settled) {
    index.add(outline);
  }
  for (const cell of cellsOf(taken)) {
    const next = left.findIndex(({ outline }) => outline.height === CARD.height);
    const block = left[next];
    if (block === undefined) {
      break;
    }
    if (!index.hits(withMargin(cell))) {
      left.splice(next, 1);
      filled.push(moveTo(block, cell));
      index.add(cell);
    }
  }
  return { filled, left };
}

/** The places for cards within a rectangle, row by row; of a very large one only the first. */
function cellsOf({ x, y, width, height }: Rect): Rect[] {
  const columns = Math.floor((width + CARD_GAP) / (CARD.width + CARD_GAP));
  const rows = Math.floor((height + CARD_GAP) / (CARD.height + CARD_GAP));
  return Array.from({ length: Math.min(MAX_CELLS, columns * rows) }, (_, at) => ({
    x: x + (at % columns) * (CARD.width + CARD_GAP),
    y: y + Math.floor(at / columns) * (CARD.height + CARD_GAP),
    ...CARD,
  }));
}

function withMargin({ x, y, width, height }: Rect): Rect {
  const half = CARD_GAP / 2;
  return { x: x - half, y: y - half, width: width + CARD_GAP, height: height + CARD_GAP };
}

/** The tree by the platform's positions; null unless every card has one and none overlap. */
function fromPlatform(tree: Tree): Block | null {
  const everyCard = flatten(tree).every(({ x, y }) => x !== 0 || y !== 0);
  return everyCard ? platformBlock(tree) : null;
}

function platformBlock(tree: Tree): Block | null {
  if (tree.children.length === 0) {
    return card(tree, { x: tree.workspace.x, y: tree.workspace.y });
  }
  const members: Block[] = [];
  const taken = createOverlapIndex();
  for (const child of tree.children) {
    const block = platformBlock(child);
    if (block === null || taken.hits(block.outline)) {
      return null;
    }
    members.push(block);
    taken.add(block.outline);
  }
  return frame(tree, members);
}

function inRows(tree: Tree): Block {
  if (tree.children.length === 0) {
    return card(tree, { x: 0, y: 0 });
  }
  const cards = tree.children.filter((child) => child.children.length === 0);
  const teams = tree.children.filter((child) => child.children.length > 0);
  const members = [...cards, ...teams].map(inRows);
  const inside = { x: FRAME.side, y: FRAME.top };
  return frame(tree, setInRows(members, inside, CARD_GAP, TEAM_RATIO));
}

function setInRows(
  blocks: readonly Block[],
  origin: Position,
  gap: number,
  ratio: number,
): Block[] {
  const sizes = blocks.map((block) => block.outline);
  const { positions } = flow(sizes, rowWidth(sizes, gap, ratio, CARD), gap);
  return blocks.map((block, index) => {
    const position = positions[index] ?? { x: 0, y: 0 };
    return moveTo(block, { x: origin.x + position.x, y: origin.y + position.y });
  });
}

function card(tree: Tree, position: Position): Block {
  const { x, y } = position;
  return { id: tree.workspace.id, outline: { x, y, ...CARD }, members: [], origin: position };
}

function frame(tree: Tree, members: readonly Block[]): Block {
  const inner = bounds(members.map((member) => member.outline)) ?? { x: 0, y: 0, ...CARD };
  const outline = {
    x: inner.x - FRAME.side,
    y: inner.y - FRAME.top,
    width: inner.width + 2 * FRAME.side,
    height: inner.height + FRAME.top + FRAME.side,
  };
  return { id: tree.workspace.id, outline, members, origin: outline };
}

function moveTo(block: Block, { x, y }: Position): Block {
  return { ...block, outline: { ...block.outline, x, y } };
}

function bottom(rect: Rect): number {
  return rect.y + rect.height;
}
