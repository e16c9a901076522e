/** What the NPCs of the square can do, one act a line. Sheets say who may. */
export { giveItem } from "./acts/give-item";
export { wave } from "./acts/wave";
