import { inShort } from "../../http/errors.ts";
import { readAttributes } from "./attributes.ts";
import { readBinaryPlace } from "./binary-place.ts";
import { PlaceError, type RawInstance, type Wanted } from "./raw-instance.ts";
import { readXmlPlace } from "./xml-place.ts";

/** An instance of a place, with what says who talks there and what is declared. */
export interface PlaceInstance {
  className: string;
  name: string;
  /** As Studio's developers write it: `Workspace.Npcs.Tom`. Made when it is asked for, which is for what is wrong alone. */
  readonly path: string;
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
    if (start.startsWith("<roblox!")) return all(readBinaryPlace(bytes));
    if (/^(\xef\xbb\xbf)?\s*(<\?xml[^>]*>\s*)?<roblox[\s>]/.test(start))
      return all(readXmlPlace(bytes.toString("utf8")));
  } catch (error) {
    throw new PlaceError(`cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  throw new PlaceError("is no place of Roblox's, nor a model");
}

/** Counted with those that many instances share: a small file may say the same long text for each of 100,000. */
function all(instances: RawInstance[]): PlaceInstance[] {
  let left = MOST_TEXT;
  for (const { properties } of instances)
    for (const { length } of properties.values())
      if ((left -= length) < 0) throw new RangeError(`its names and scripts have over ${MOST_TEXT} bytes`);
  return instances.map(placed);
}

/** No place has so many names, tags, attributes and lines of scripts. */
const MOST_TEXT = 64 * 1024 * 1024;

function placed(instance: RawInstance): PlaceInstance {
  const text = (name: Wanted): string => instance.properties.get(name)?.toString() ?? "";
  return {
    className: instance.className,
    name: nameOf(instance),
    get path() {
      return pathOf(instance);
    },
    tags: text("Tags").split("\0"),
    attributes: readAttributes(instance.properties.get("AttributesSerialize") ?? Buffer.alloc(0)),
    source: text("Source"),
  };
}

const DEEPEST = 100;
/** Of a name in a path. */
const LONGEST = 100;

const nameOf = ({ className, properties }: RawInstance): string => properties.get("Name")?.toString() ?? className;

function pathOf(instance: RawInstance): string {
  const names: string[] = [];
  // In a damaged file an instance may be above itself.
  for (let at: RawInstance | undefined = instance; at !== undefined && names.length < DEEPEST; at = at.parent)
    names.push(inShort(nameOf(at), LONGEST));
  return names.reverse().join(".");
}
