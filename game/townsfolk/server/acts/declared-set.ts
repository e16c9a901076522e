import { HttpService } from "@rbxts/services";
import type { ActSet } from "../../wire/contract";
import type { DefinedAct } from "./define-act";

const EncodingService = game.GetService("EncodingService");

/** All acts of the game as the relay is told them, encoded once: the hash is of these very bytes. */
export interface DeclaredSet {
	body: string;
	hash: string;
}

export function declareSet(acts: DefinedAct[]): DeclaredSet {
	const declarations = acts.map((act) => act.declaration);
	declarations.sort((a, b) => a.name < b.name);
	const body = HttpService.JSONEncode({ acts: declarations } satisfies ActSet);
	return { body, hash: hexOf(EncodingService.ComputeStringHash(body, Enum.HashAlgorithm.Sha256)) };
}

/** Roblox gives the hash as bytes. https://create.roblox.com/docs/reference/engine/classes/EncodingService#ComputeStringHash */
function hexOf(bytes: string): string {
	const digits = new Array<string>();
	for (const index of $range(1, bytes.size())) {
		const [byte] = bytes.byte(index);
		digits.push(string.format("%02x", byte ?? 0));
	}
	return digits.join("");
}
