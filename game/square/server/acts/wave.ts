import { TweenService } from "@rbxts/services";
import { defineAct } from "../../../townsfolk/server/acts/define-act";

const RAISE = new TweenInfo(0.3, Enum.EasingStyle.Back, Enum.EasingDirection.Out);
const SHAKE = new TweenInfo(0.18, Enum.EasingStyle.Sine, Enum.EasingDirection.InOut, 5, true);
const ANIMATION = "rbxassetid://507770239";
const ANIMATED_SECONDS = 2;
const BOB_SECONDS = 0.8;
const BOB_STUDS = 0.6;

const waving = new Set<Model>();

export const wave = defineAct({
	name: "wave",
	description: "Wave at the player, as a greeting or goodbye.",
	run: (_player, npc) => waveOnce(npc),
});

/** By the Animator of a rig that has one, else with the right arm (R6, R15 or our own); what has no such arm hops instead. */
function waveOnce(npc: Model): void {
	if (waving.has(npc)) return;
	waving.add(npc);
	task.spawn(() => {
		pcall(() => {
			if (animate(npc)) return;
			const shoulder = npc.FindFirstChild("RightShoulder", true) ?? npc.FindFirstChild("Right Shoulder", true);
			if (shoulder?.IsA("Motor6D") === true) waveArm(shoulder);
			else hop(npc);
		});
		waving.delete(npc);
	});
}

/**
 * Whether it could. The joints of an R15 may be AnimationConstraints (https://create.roblox.com/docs/characters), which an
 * Animator alone moves; the animation is R15's own (https://create.roblox.com/docs/animation/graph-editor).
 */
function animate(npc: Model): boolean {
	const animator = npc.FindFirstChildWhichIsA("Animator", true);
	if (animator === undefined || npc.FindFirstChild("RightUpperArm", true) === undefined) return false;
	const [isLoaded, track] = pcall(load, animator);
	if (!isLoaded) return false;
	track.Play();
	task.wait(ANIMATED_SECONDS);
	track.Stop();
	track.Destroy();
	return true;
}

function load(animator: Animator): AnimationTrack {
	const animation = new Instance("Animation");
	animation.AnimationId = ANIMATION;
	const track = animator.LoadAnimation(animation);
	track.Priority = Enum.AnimationPriority.Action;
	return track;
}

function waveArm(shoulder: Motor6D): void {
	const rest = shoulder.C0;
	const raised = rest.mul(CFrame.Angles(0, 0, math.rad(140)));
	play(shoulder, RAISE, raised);
	play(shoulder, SHAKE, raised.mul(CFrame.Angles(0, 0, math.rad(30))));
	play(shoulder, RAISE, rest);
}

function play(shoulder: Motor6D, info: TweenInfo, goal: CFrame): void {
	const tween = TweenService.Create(shoulder, info, { C0: goal });
	tween.Play();
	tween.Completed.Wait();
}

function hop(npc: Model): void {
	const rest = npc.GetPivot();
	const started = time();
	while (time() - started < BOB_SECONDS) {
		const height = math.abs(math.sin(((time() - started) / BOB_SECONDS) * 2 * math.pi)) * BOB_STUDS;
		npc.PivotTo(rest.add(new Vector3(0, height, 0)));
		task.wait();
	}
	npc.PivotTo(rest);
}
