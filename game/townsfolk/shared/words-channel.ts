/** The TextChannel through which this player's typed words go to NPCs, where the server has made one. */
export function wordsChannelOf(player: Player): string {
	return `TownsfolkWords ${player.Name}`;
}
