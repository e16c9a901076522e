/** A setting, or a file that an operator wrote, is wrong; the message says which and how, one line a mistake. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}
