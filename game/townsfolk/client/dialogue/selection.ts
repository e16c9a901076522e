/**
 * A gamepad's selection stays in what has these properties:
 * https://create.roblox.com/docs/reference/engine/classes/GuiBase2d#SelectionGroup
 */
export const KEEPS_SELECTION = {
	SelectionGroup: true,
	SelectionBehaviorDown: Enum.SelectionBehavior.Stop,
	SelectionBehaviorLeft: Enum.SelectionBehavior.Stop,
	SelectionBehaviorRight: Enum.SelectionBehavior.Stop,
	SelectionBehaviorUp: Enum.SelectionBehavior.Stop,
};
