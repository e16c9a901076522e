import { mountDialogue } from "../../townsfolk/client/dialogue/mount-dialogue";
import { startTalking } from "../../townsfolk/client/talk/start-talking";

startTalking();
mountDialogue();
