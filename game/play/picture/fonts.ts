/** Roblox's own fonts are not ours to ship: the nearest that the machine has. */
export function fontOf(font: string): Record<string, string> {
  const family = /^[A-Z][a-z]+(Sans)?/.exec(font)?.[0] ?? "";
  return {
    "font-family": FAMILIES[family] ?? FAMILIES.BuilderSans ?? "sans-serif",
    "font-weight": font.endsWith("Bold") ? "700" : "400",
  };
}

const FAMILIES: Record<string, string> = {
  BuilderSans: "'Builder Sans', Inter, 'Open Sans', 'DejaVu Sans', sans-serif",
  Merriweather: "Merriweather, Georgia, 'DejaVu Serif', serif",
};
