import { readAttributes } from "./attributes.ts";
import { readBinaryPlace } from "./binary-place.ts";
import { PlaceError, type RawInstance, type Wanted } from "./raw-instance.ts";
import { readXmlPlace } from "./xml-place.ts";

/** An instance of a place, with what says who talks there and what is declared. */
export interface PlaceInstance {
  className: string;
  name: string;
  /** As Studio's developers write it: `Workspace.Npcs.Tom`. */
  path: string;
  tags: string[];
  /** Its attributes that are text; of others the names alone. */
  attributes: Map<string, string | undefined>;
  /** What a script says; empty for what is no script. */
  source: string;
}

/** Reads a place or a model as Studio or Rojo wrote it, binary or XML. @throws {PlaceError} where it is neither, or not whole. */
export function readPlace(bytes: Buffer): PlaceInstance[] {
  const start = bytes.subarray(0, 200).toString("latin1");
  try {
    if (start.startsWith("<roblox!")) return readBinaryPlace(bytes).map(placed);
    if (/^(\xef\xbb\xbf)?\s*(<\?xml[^>]*>\s*)?<roblox[\s>]/.test(start))
      return readXmlPlace(bytes.toString("utf8")).map(placed);
  } catch (error) {
    throw new PlaceError(`cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  throw new PlaceError("is no place of Roblox's, nor a model");
}

function placed(instance: RawInstance): PlaceInstance {
  const text = (name: Wanted): string => instance.properties.get(name)?.toString() ?? "";
  return {
    className: instance.className,
    name: nameOf(instance),
    path: pathOf(instance),
    tags: text("Tags").split("\0"),
    attributes: readAttributes(instance.properties.get("AttributesSerialize") ?? Buffer.alloc(0)),
    source: text("Source"),
  };
}

const DEEPEST = 1_000;

const nameOf = ({ className, properties }: RawInstance): string => properties.get("Name")?.toString() ?? className;

function pathOf(instance: RawInstance): string {
  const names: string[] = [];
  // In a damaged file an instance may be above itself.
  for (let at: RawInstance | undefined = instance; at !== undefined && names.length < DEEPEST; at = at.parent)
    names.unshift(nameOf(at));
  return names.join(".");
}
