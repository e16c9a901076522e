/** Seconds; documented by Roblox and missing from `@rbxts/types`. */
interface RequestAsyncRequest {
	Timeout?: number;
}

/** Takes a UserId; `@rbxts/types` asks for the unrelated datatype `User`. */
interface TextChatService {
	CanUserChatAsync(this: TextChatService, userId: number): boolean;
}
