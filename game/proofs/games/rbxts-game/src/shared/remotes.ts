import { createRemotes, remote, Server } from "@rbxts/remo";

/** The game's own, of the same names as two of the library's. */
export const remotes = createRemotes({
  say: remote<Server, [text: string]>(),
  leave: remote<Server, [reason: string]>(),
});
