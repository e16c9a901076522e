/**
 * Characters that pass for Latin letters and that NFKC leaves alone: the other alphabets' twins, small capitals, letters in
 * boxes and flags, and the letters of our six languages that are no letter plus an accent. After lower-casing.
 */
export const LOOKALIKES: ReadonlyMap<string, string> = new Map([
  ...pairs("авезіјкмнорсԁтухһѕցѡԛԝьґпг", "abeeijkmhopcdtyxhsgwqwbrnr"),
  ...pairs("αβγδεζηικλμνοπρστυφχωϲϳ", "abydeeniklmvonpotuoxwcj"),
  ...pairs("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘǫʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnopqrstuvwyz"),
  // Cherokee, Canadian syllables and Lisu.
  ...pairs("ᎪᏴᏟᎠᎬᏀᎻᎥᎫᏦᏞᎷᏢᏒᏚᎢᏙᎳᎩᏃᎾ".toLowerCase(), "abcdeghijklmprstvwyzo"),
  ...pairs("ᗩᗷᑕᗪᗴᖴᘜᕼᒍᒪᗰᑎᗝᑭᑫᖇᔕᑌᐯᗯ᙭", "abcdefghjlmnopqrsuvwx"),
  ...pairs("ꓮꓐꓚꓓꓰꓝꓖꓧꓲꓙꓗꓡꓟꓠꓳꓑꓣꓢꓔꓴꓦꓪꓫꓬꓜ", "abcdefghijklmnoprstuvwxyz"),
  ...pairs("ıłđħŧøɑɡɩ", "ildhtoagi"),
  ...pairs("’‘`´ʼ′“”„«»–—‐‑−。․·", "''''''" + '"""""' + "-----" + "..."),
  ...[0x1f150, 0x1f170, 0x1f1e6].flatMap((first) =>
    Array.from({ length: 26 }, (_, letter): [string, string] => [
      String.fromCodePoint(first + letter),
      String.fromCharCode(97 + letter),
    ]),
  ),
  ["ß", "ss"],
  ["æ", "ae"],
  ["œ", "oe"],
]);

function pairs(strange: string, latin: string): [string, string][] {
  const plain = Array.from(latin);
  return Array.from(strange, (char, at) => [char, plain[at] ?? char]);
}
