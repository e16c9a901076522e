/** Seconds; documented by Roblox and missing from `@rbxts/types`. */
interface RequestAsyncRequest {
	Timeout?: number;
}

/** "Both forms work", says https://create.roblox.com/docs/players/users; `@rbxts/types` knows one. */
interface TextChatService {
	CanUserChatAsync(this: TextChatService, user: number | User): boolean;
}

interface TextChannel {
	AddUserAsync(this: TextChannel, user: number | User): LuaTuple<[TextSource | undefined, boolean]>;
}

interface TextService {
	FilterStringAsync(this: TextService, text: string, fromUser: number | User): TextFilterResult;
}

interface TextFilterResult {
	GetNonChatStringForUserAsync(this: TextFilterResult, toUser: number | User): string;
}
