import { mayType, onPermissionChanged } from "../talk/permission";
import type { TalkState } from "../talk/talk-state";
import { currentTalk, onTalkChanged } from "../talk/talk-store";
import { useLive } from "./use-live";

export function useTalk(): TalkState | undefined {
	return useLive(currentTalk, onTalkChanged);
}

export function useMayType(): boolean {
	return useLive(mayType, onPermissionChanged);
}
