/** Hours, categories and price bands: asked anew when something has happened, but not with every sale. */
import type { StatisticsFragment } from './statistics.generated';

/** Nobody reads a chart faster; a hall of thirty tills would ask with every sale. */
const PAUSE_MS = 3_000;

export class Statistics {
	/** The newest figures; null before the first. */
	current = $state.raw<StatisticsFragment | null>(null);
	readonly #ask: () => Promise<StatisticsFragment | null>;
	#wanted = 0;
	#timer: ReturnType<typeof setTimeout> | undefined;

	/** `initial`: what the server rendered. */
	constructor(initial: StatisticsFragment, ask: () => Promise<StatisticsFragment | null>) {
		this.current = initial;
		this.#ask = ask;
	}

	/** Something happened at this place. */
	happened(sequence: number): void {
		this.#wanted = sequence;
		if (sequence <= (this.current?.sequence ?? 0)) return;
		this.#timer ??= setTimeout(() => void this.#refresh(), PAUSE_MS);
	}

	/** Asks no more. */
	stop(): void {
		clearTimeout(this.#timer);
		this.#wanted = 0;
	}

	async #refresh(): Promise<void> {
		// Without an answer the older figures stand, and are asked for again.
		const newer = await this.#ask().catch(() => null);
		if (newer && newer.sequence > (this.current?.sequence ?? 0)) this.current = newer;
		this.#timer = undefined;
		this.happened(this.#wanted);
	}
}
