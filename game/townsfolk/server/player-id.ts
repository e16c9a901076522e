/** Beyond it a Luau number stands for several whole numbers. */
const LARGEST_EXACT = 2 ** 53 - 1;

/**
 * Who this player is to the relay, in this experience. The UserId, since Roblox's erasure notifications name it and players of
 * before have it already; `User:ToString()` behind it where it is an int64 that Luau does not hold exactly.
 * https://create.roblox.com/docs/players/users
 */
export function idOf(player: Player): string {
	const id = string.format("%.0f", player.UserId);
	const user = userOf(player);
	if (typeIs(user, "number")) return isExact(user) ? id : `${id}:rounded`;
	return `${id}:${user.ToString()}`;
}

/** Who this player is to Roblox: the id where a number says it exactly, else the `User` where there is such a thing. */
export function userOf(player: Player): number | User {
	if (isExact(player.UserId)) return player.UserId;
	const [isThere, user] = pcall(() => player.User);
	return isThere ? user : player.UserId;
}

function isExact(id: number): boolean {
	return math.abs(id) <= LARGEST_EXACT;
}
