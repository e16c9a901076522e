import type { Picture } from "../scene/render.ts";

const HEADER_BYTES = 54;

/** The picture as the address of a BMP, which every browser knows. https://en.wikipedia.org/wiki/BMP_file_format */
export function bitmapOf({ width, height, pixels }: Picture): string {
  const rowBytes = Math.ceil((width * 3) / 4) * 4;
  const file = Buffer.alloc(HEADER_BYTES + rowBytes * height);
  file.write("BM");
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(HEADER_BYTES, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(width, 18);
  // A negative height: the first row is the top one.
  file.writeInt32LE(-height, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(24, 28);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [red = 0, green = 0, blue = 0] = pixels.subarray((y * width + x) * 3);
      file.set([blue, green, red], HEADER_BYTES + y * rowBytes + x * 3);
    }
  }
  return `data:image/bmp;base64,${file.toString("base64")}`;
}
