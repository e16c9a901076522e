import { startTownsfolk } from "../../townsfolk/server/start-townsfolk";
import * as acts from "./carried-out";

startTownsfolk({ acts });
