/** Tags as they are pasted, typed or scanned into a field. */

/** The API's limit of a call. */
export const CALL_TAGS_MAX = 500;

/** Each tag once, in its order; between them stand line breaks, commas, semicolons or blanks. */
export function readTags(text: string): string[] {
	return [...new Set(text.split(/[\s,;]+/).filter((tag) => tag !== ''))];
}

/** In calls, as the API takes them. */
export function tagCalls(tags: readonly string[]): string[][] {
	const calls: string[][] = [];
	for (let at = 0; at < tags.length; at += CALL_TAGS_MAX) calls.push(tags.slice(at, at + CALL_TAGS_MAX));
	return calls;
}
