import { mayType, onPermissionChanged } from "client/talk/permission";
import type { TalkState } from "client/talk/talk-state";
import { currentTalk, onTalkChanged } from "client/talk/talk-store";
import { useLive } from "./use-live";

export function useTalk(): TalkState | undefined {
	return useLive(currentTalk, onTalkChanged);
}

export function useMayType(): boolean {
	return useLive(mayType, onPermissionChanged);
}
