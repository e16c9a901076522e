const told = new Set<string>();

/** Tells the developer, once for each `reason` however often it comes again: a place server runs for days. */
export function warnOnce(reason: string, text: string): void {
	if (told.has(reason)) return;
	told.add(reason);
	warn(`Townsfolk: ${text}`);
}
