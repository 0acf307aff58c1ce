/** What a browser must load before a page works: its scripts, as they go over the wire. */
import { gzipSync } from 'node:zlib';

/** What one page loads. */
export interface FirstLoad {
	scripts: number;
	/** Of all of them, each compressed by itself. */
	gzipBytes: number;
}

/**
 * The scripts that a page of the built app names, and all that they import statically. What is loaded later, by
 * `import()`, is not part of it. `headers`: a cookie, for pages that need one.
 */
export async function firstLoad(page: string, headers: Record<string, string> = {}): Promise<FirstLoad> {
	const answer = await fetch(page, { headers });
	if (!answer.ok) throw new Error(`${page} answered with ${answer.status}`);
	const html = await answer.text();
	const named = [...html.matchAll(/(?:href|src|import\()\s*=?\s*["']([^"']+\.js)["']/g)];
	// What SvelteKit asks to be fetched ahead stands in a header.
	const ahead = [...(answer.headers.get('link') ?? '').matchAll(/<([^>]+\.js)>/g)];
	const waiting = [...named, ...ahead].map(([, path]) => new URL(path ?? '', page).href);
	const seen = new Map<string, number>();
	for (let url = waiting.pop(); url; url = waiting.pop()) {
		if (seen.has(url)) continue;
		const script = await (await fetch(url)).text();
		seen.set(url, gzipSync(script, { level: 9 }).length);
		// `from"./a.js"` and `import"./a.js"`; not `import("./a.js")`.
		for (const [, path] of script.matchAll(/(?:\bfrom|\bimport)\s*["'](\.[^"']+\.js)["']/g))
			waiting.push(new URL(path ?? '', url).href);
	}
	if (seen.size === 0) throw new Error(`${page} names no script`);
	return { scripts: seen.size, gzipBytes: [...seen.values()].reduce((sum, bytes) => sum + bytes, 0) };
}
