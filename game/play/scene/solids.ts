import { flatten, type TreeNode } from "../../emulator/host/tree.ts";
import { faceOn } from "./face.ts";
import { type Frame, frameOf, inverse, joined, type Vector } from "./vectors.ts";

/** A part that can be seen. */
export interface Solid {
  shape: "box" | "wedge" | "cylinder" | "ball";
  frame: Frame;
  /** Half of its size, in studs. */
  half: Vector;
  /** 0 to 1. */
  color: Vector;
  material: string;
}

/** Every visible part in this part of the world, with its joints as they are now: there are no physics to move them. */
export function solidsIn(tree: TreeNode): Solid[] {
  const nodes = flatten(tree);
  const frames = new Map(nodes.map((node) => [node, frameOf(node.properties.CFrame)]));
  for (const model of nodes.filter((node) => node.className === "Model")) moveJoints(flatten(model), frames);
  return nodes.filter(isSeen).flatMap((node) => {
    const solid = solidOf(node, frames.get(node) ?? frameOf(undefined));
    return hasFace(node) ? [solid, ...faceOn(solid.frame, solid.half)] : [solid];
  });
}

function moveJoints(parts: TreeNode[], frames: Map<TreeNode, Frame>): void {
  // A reference is the full name of what it refers to.
  const named = (reference: unknown) => parts.find(({ name }) => name === String(reference).split(".").at(-1));
  for (const { properties } of parts.filter((node) => node.className === "Motor6D")) {
    const [base, moved] = [named(properties.Part0), named(properties.Part1)];
    const at = base && frames.get(base);
    if (at && moved) frames.set(moved, joined(joined(at, frameOf(properties.C0)), inverse(frameOf(properties.C1))));
  }
}

function isSeen({ className, properties }: TreeNode): boolean {
  return ["Part", "WedgePart", "SpawnLocation"].includes(className) && Number(properties.Transparency ?? 0) < 0.9;
}

/** Only faces are decals here. */
function hasFace({ children }: TreeNode): boolean {
  return children.some(({ className }) => className === "Decal");
}

function solidOf({ className, properties }: TreeNode, frame: Frame): Solid {
  const [x = 4, y = 1.2, z = 2] = (properties.Size ?? []) as number[];
  return {
    shape: className === "WedgePart" ? "wedge" : (SHAPES[String(properties.Shape)] ?? "box"),
    frame,
    half: [x / 2, y / 2, z / 2],
    color: (properties.Color as Vector | undefined) ?? PLAYER,
    material: typeof properties.Material === "string" ? properties.Material : "Plastic",
  };
}

const SHAPES: Record<string, Solid["shape"]> = { Ball: "ball", Cylinder: "cylinder" };

/** Players' characters have no colours in the emulator. */
const PLAYER: Vector = [0.36, 0.6, 0.82];
