import { mountDialogue } from "client/dialogue/mount-dialogue";
import { startTalking } from "client/talk/start-talking";

startTalking();
mountDialogue();
