/** What somebody searches for, and lists that the API cannot search: they are read through, page by page. */

/** A page of a list on screen. */
const ROWS_SHOWN = 50;
/** The API's limit of a page. */
const PAGE_ROWS_MAX = 100;
/** Of 100 rows each: about a quarter of a second. Beyond it a person says whether to search on. */
const PAGES_READ_MAX = 25;

export type Search =
	| { kind: 'all' }
	/** Ten digits, as on a tag. */
	| { kind: 'tag'; tag: string }
	/** A consignor's number. */
	| { kind: 'number'; number: number }
	/** Lower case. */
	| { kind: 'text'; text: string };

/** `00417-0023-0` is a tag, `417` a consignor's number, anything else text. */
export function readSearch(q: string): Search {
	const text = q.trim();
	if (text === '') return { kind: 'all' };
	const digits = text.replace(/[\s-]/g, '');
	if (/^\d{10}$/.test(digits)) return { kind: 'tag', tag: digits };
	if (/^\d{1,5}$/.test(text) && Number(text) > 0) return { kind: 'number', number: Number(text) };
	return { kind: 'text', text: text.toLocaleLowerCase() };
}

export interface Page<Node> {
	nodes: readonly Node[];
	pageInfo: { hasNextPage: boolean; endCursor?: string | null };
}

export interface Found<Node> {
	nodes: Node[];
	/** Where it goes on; null at the end. */
	next: string | null;
	/** Not all was read: there may be more that fit. */
	isPartial: boolean;
}

interface From {
	after: string | null;
	/** Few rows will fit, so that large pages are read. */
	isSparse: boolean;
}

/** Reads on from a cursor until a screenful fits; null if there is no list. */
export async function scan<Node>(
	ask: (after: string | null, first: number) => Promise<Page<Node> | null>,
	fits: (node: Node) => boolean,
	{ after, isSparse }: From,
): Promise<Found<Node> | null> {
	const nodes: Node[] = [];
	const first = isSparse ? PAGE_ROWS_MAX : ROWS_SHOWN;
	let next = after;
	for (let read = 0; read < PAGES_READ_MAX && nodes.length < ROWS_SHOWN; read += 1) {
		const page = await ask(next, first);
		if (!page) return read === 0 ? null : { nodes, next: null, isPartial: false };
		nodes.push(...page.nodes.filter(fits));
		next = page.pageInfo.hasNextPage ? (page.pageInfo.endCursor ?? null) : null;
		if (next === null) break;
	}
	return { nodes, next, isPartial: next !== null && nodes.length < ROWS_SHOWN };
}

/** The address of a list that goes on at a cursor, or begins anew. */
export function listAt(url: URL, after: string | null): string {
	const asks = new URLSearchParams(url.searchParams);
	asks.delete('after');
	if (after !== null) asks.set('after', after);
	return `${url.pathname}?${asks}`;
}
