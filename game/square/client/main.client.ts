import { startDialogue } from "../../townsfolk/client/start-dialogue";

startDialogue();
