import { ReplicatedStorage } from "@rbxts/services";
import { RUNNING } from "../../shared/attributes";
import type { Lifetime } from "../../shared/lifetime";
import type { Remotes } from "../../shared/remotes";
import { openRemotes } from "../../shared/remotes";

let open: Remotes | undefined;

/** The way to the server, for as long as its side runs. */
export function currentRemotes(): Remotes | undefined {
	return open;
}

/** Listens to the server until the end of `life`, also to one that is stopped and started again: that has new remotes. */
export function followServer(life: Lifetime, listen: (remotes: Remotes) => void): void {
	const close = () => {
		open?.close();
		open = undefined;
	};
	const follow = (child: Instance) => {
		if (child.Name !== RUNNING) return;
		close();
		open = openRemotes();
		listen(open);
	};
	life.connect(ReplicatedStorage.ChildAdded, follow);
	life.connect(ReplicatedStorage.ChildRemoved, (child) => {
		if (child.Name === RUNNING && ReplicatedStorage.FindFirstChild(RUNNING) === undefined) close();
	});
	life.onEnd(close);
	const running = ReplicatedStorage.FindFirstChild(RUNNING);
	if (running !== undefined) follow(running);
}
