import { foldedText } from "../normalise.ts";

/**
 * Whether a sentence has something in it that belongs to the machine and that no character says: paths, addresses of
 * computers, ids, keys, long numbers, calls of tools, tags of prompts, and words that can only be an encoding.
 */
export function isMachineTalk(sentence: string): boolean {
  const text = foldedText(sentence);
  return MACHINE.some((sign) => sign.test(text)) || isOpaque(sentence) || UNSEEN.test(sentence);
}

/** After `fold`: small letters and plain digits. The beats have lost their underscores when they come here. */
const MACHINE: RegExp[] = [
  // Paths and files.
  /(?<![\p{L}\p{N}])(?:~|\.{1,2})?(?:\/[\w.@$-]+){2,}/u,
  /(?<![\p{L}\p{N}])\/(?:home|root|etc|usr|var|tmp|opt|proc|mnt|srv|users|work)(?![\p{L}\p{N}])/u,
  /(?<![\p{L}\p{N}])[a-z]:\\/u,
  /(?<![\p{L}\p{N}])[\w-]*\.(?:md|json|ts|mjs|py|sh|db|env|ya?ml|txt|log|toml|sqlite)(?![\p{L}\p{N}])/u,
  /\$\{?[a-z][a-z_]{3,}/,
  // Computers.
  /(?:https?|wss?|file|ftp|ssh):\/\//,
  /(?<![\p{L}\p{N}])localhost(?![\p{L}\p{N}])/u,
  /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])/,
  /(?<![0-9a-f:])(?:[0-9a-f]{1,4}:){4,}[0-9a-f]{1,4}/,
  /(?<![\p{L}\p{N}])ip-\d{1,3}(?:-\d{1,3}){3}/u,
  /[\w-]\.(?:local|internal|lan|localdomain|cluster)(?![\p{L}\p{N}])/u,
  // Ids.
  /(?<![\p{L}\p{N}])(?:agent|conv|conversation|run|message|block|tool|step|call|user|source)-(?:local-)?[0-9a-f]{8}/u,
  /agent-local|local-?conv|(?:agent|conversation|user|turn)_?id(?![\p{L}\p{N}])/u,
  /[0-9a-f]{8}-[0-9a-f]{4}-/,
  /(?<![\p{L}\p{N}])(?=[a-f]*\d)[0-9a-f]{12,}/u,
  // Keys.
  /(?<![\p{L}\p{N}])tf_?[0-9a-f]{8}/u,
  /(?<![\p{L}\p{N}])[spr]k-[a-z0-9-]{6,}/u,
  /(?<![\p{L}\p{N}])bearer (?=\S*\d)\S{8,}/u,
  /(?<![\p{L}\p{N}])(?:gh[pousr]|xox[abp]|akia|eyj)[a-z0-9_-]{16,}/u,
  /-----begin/,
  // Numbers as long as a user id.
  /\d{8,}/,
  /(?<!\d)\d{2,4}(?:[ .-]\d{3,4}){2,}(?!\d)/,
  // The language of prompts, ours among them.
  /what_?you_?know_?of_?this_?player|what_?was_?said_?meanwhile|system-?reminder|memory_?(?:blocks|metadata|dir)/,
  /[<[|]\/?(?:system|assistant|user|persona|world|human|projection|inst|sys|im_?(?:start|end))\b/,
  /<[/!?\p{L}]/u,
  /give_?item|additional_?properties|tool_?calls?(?![\p{L}\p{N}])/u,
  /[{[,]\s*["'][\w ]+["']\s*:/,
];

/** A long word of letters and digits in disorder: base64, hex, percent signs. Shouts and compound nouns are orderly. */
const isOpaque = (sentence: string): boolean =>
  (sentence.match(/[\w+/=%\\.-]{32,}/g) ?? []).some(
    (word) => /\d/.test(word) || (word.match(/[a-z][A-Z]/g) ?? []).length > 3,
  );

/**
 * Control characters; marks that turn the direction of reading; tags that belong to no flag; and more invisible characters
 * in a row than any emoji needs: bytes can be hidden in them.
 */
const UNSEEN =
  /[^\P{Cc}\s]|[\u202D\u202E]|(?<![\u{1F3F4}\u{E0000}-\u{E007F}])[\u{E0000}-\u{E007F}]|[\p{Cf}\u{FE00}-\u{FE0F}\u{E0100}-\u{E01EF}]{8,}/u;
