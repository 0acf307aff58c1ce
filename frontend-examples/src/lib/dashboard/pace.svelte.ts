/** How fast each till sells: its sales of the last sixty minutes, by the minute, so that it stays small. */
/* eslint-disable svelte/prefer-svelte-reactivity -- counted with every sale; what shows it is told once, by #version */

const MINUTE_MS = 60_000;
const MINUTES = 60;

interface Sold {
	sequence: number;
	till?: string | null;
	soldAt: string;
	recordedAt: string;
}
interface SalesPage {
	nodes: readonly Sold[];
	pageInfo: { hasPreviousPage: boolean; startCursor?: string | null };
}

export class Pace {
	/** False until the last hour is counted: a figure before would be too low. */
	ready = $state(false);
	readonly #tills = new Map<string, Map<number, number>>();
	#version = $state(0);

	/** A sale that was made; that it is taken back later does not undo the work. */
	add({ till, soldAt }: Pick<Sold, 'till' | 'soldAt'>): void {
		if (!till) return;
		const minute = Math.floor(Date.parse(soldAt) / MINUTE_MS);
		const minutes = this.#tills.get(till) ?? new Map<number, number>();
		this.#tills.set(till, minutes);
		minutes.set(minute, (minutes.get(minute) ?? 0) + 1);
		this.#version += 1;
	}

	/** Sales of a till in the hour before `now`; null while that is not known. */
	lastHour(till: string, now: number): number | null {
		// Read, so that what shows it is drawn anew.
		if (!this.ready || this.#version < 0) return null;
		const from = Math.floor(now / MINUTE_MS) - MINUTES;
		let count = 0;
		for (const [minute, sales] of this.#tills.get(till) ?? []) if (minute > from) count += sales;
		return count;
	}

	/** Lets minutes go that no hour reaches any more. */
	forget(now: number): void {
		const from = Math.floor(now / MINUTE_MS) - MINUTES;
		for (const minutes of this.#tills.values())
			for (const minute of minutes.keys()) if (minute <= from) minutes.delete(minute);
	}

	/** Counts the hour before `now` up to the event `upTo`; what follows comes by `add`. */
	async catchUp(
		upTo: number,
		now: number,
		page: (before: string | null) => Promise<SalesPage>,
	): Promise<void> {
		const from = now - MINUTES * MINUTE_MS;
		let before: string | null = null;
		for (;;) {
			const { nodes, pageInfo } = await page(before);
			for (const sale of nodes) if (sale.sequence <= upTo) this.add(sale);
			const oldest = nodes[0];
			before = pageInfo.startCursor ?? null;
			// By when the server took it: a sale that an offline till sends late is among the newest.
			if (!pageInfo.hasPreviousPage || !oldest || Date.parse(oldest.recordedAt) < from) break;
		}
		this.ready = true;
	}
}
