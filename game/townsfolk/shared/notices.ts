import { ReplicatedStorage } from "@rbxts/services";
import type { Localized } from "../wire/contract";
import { NOTICES } from "./attributes";

/** Replicates in every language what all dialogues must say: a dialogue that opens has it at hand. */
export function writeNotices(notices: Localized[]): void {
	const folder = ReplicatedStorage.FindFirstChild(NOTICES) ?? new Instance("Folder");
	folder.Name = NOTICES;
	for (const { locale, text } of notices) {
		const [isName] = locale.match("^[%w-]+$");
		if (isName !== undefined) folder.SetAttribute(attributeOf(locale), text);
	}
	folder.Parent = ReplicatedStorage;
}

/** Until the relay tells them again. */
export function removeNotices(): void {
	ReplicatedStorage.FindFirstChild(NOTICES)?.Destroy();
}

/** The notice that fits a `Player.LocaleId` best: of the locale, else of its language, else in English; undefined until it is known. */
export function noticeFor(localeId: string): string | undefined {
	const notices = ReplicatedStorage.FindFirstChild(NOTICES)?.GetAttributes();
	const [language] = localeId.match("^%a+");
	for (const locale of [localeId, tostring(language ?? "en"), "en"]) {
		const text = notices?.get(attributeOf(locale));
		if (typeIs(text, "string")) return text;
	}
	return undefined;
}

/** An attribute's name has letters, digits and underscores. */
function attributeOf(locale: string): string {
	const [name] = locale.lower().gsub("-", "_");
	return name;
}
