import { Players, PolicyService } from "@rbxts/services";
import type { Lifetime } from "../shared/lifetime";

/**
 * What Roblox's policies say of a player, by age, country and platform. One of them has a say here, `IsSubjectToChinaPolicies`:
 * a model that answers the public there has to be assessed and filed first, which no model behind a relay is by itself. So
 * nothing of such a player goes to the relay; the NPC stays, and speaks its authored lines.
 * https://www.cac.gov.cn/2023-07/13/c_1690898327029107.htm
 *
 * The others are for what we have nothing of: ads, paid random items, trade, subscriptions, and sharing off the platform.
 * https://create.roblox.com/docs/reference/engine/classes/PolicyService#GetPolicyInfoForPlayerAsync
 */
export interface Policies {
	/** Whether what the player says may go to a model; undefined where Roblox cannot tell, which counts as no. Yields. */
	mayTalkToAi(this: void, player: Player): boolean | undefined;
}

export function createPolicies(life: Lifetime): Policies {
	const policies = new Map<Player, PolicyInfo>();
	life.connect(Players.PlayerRemoving, (player) => policies.delete(player));

	/** Asks until there is an answer, which then holds for as long as the player is here. */
	const policyOf = (player: Player): PolicyInfo | undefined => {
		const known = policies.get(player);
		if (known !== undefined) return known;
		const [ok, policy] = pcall(() => PolicyService.GetPolicyInfoForPlayerAsync(player));
		if (!ok) return undefined;
		if (player.Parent !== undefined) policies.set(player, policy);
		return policy;
	};

	return {
		mayTalkToAi: (player) => {
			const policy = policyOf(player);
			return policy && !policy.IsSubjectToChinaPolicies;
		},
	};
}
