/** The server's time on a device whose own clock may be wrong, also while it is changed. */

/** Until it is this far off, nobody need care. */
const SKEW_MS_MAX = 2 * 60 * 1000;
/** A steady clock that is this far behind the device's has stood still: the device slept. */
const SLEEP_MS_MIN = 60 * 1000;

export class Clock {
	/** What the server said, and when that was by a clock that nobody sets. */
	#anchor: { server: number; steady: number; device: number } | null = null;
	/** How far the device's clock was ahead when the server was last heard, before this start. */
	#keptAheadMs = 0;

	constructor(
		private readonly device: () => number = Date.now,
		private readonly steady: () => number = () => performance.now(),
	) {}

	/** Sets it by an answer; it is at most the way to the server and back too early. */
	set(serverTime: string): void {
		const server = Date.parse(serverTime);
		if (!Number.isNaN(server)) this.#anchor = { server, steady: this.steady(), device: this.device() };
	}

	/** What was known before the app was started anew. */
	restore(aheadMs: number): void {
		this.#keptAheadMs = aheadMs;
	}

	/** How far the device's clock is ahead, as far as is known. */
	get aheadMs(): number {
		return this.device() - this.now().getTime();
	}

	/** As good as it is known: the device's own, corrected by what was kept, until the server was heard. */
	now(): Date {
		if (!this.#anchor) return new Date(this.device() - this.#keptAheadMs);
		const steady = this.steady() - this.#anchor.steady;
		const slept = this.device() - this.#anchor.device - steady;
		return new Date(this.#anchor.server + steady + (slept > SLEEP_MS_MIN ? slept : 0));
	}

	/** How far the device's clock is ahead, if that is worth a word. */
	get skewMs(): number | null {
		const skew = this.aheadMs;
		return Math.abs(skew) > SKEW_MS_MAX ? skew : null;
	}

	/** What the device itself says. */
	deviceTime(): string {
		return new Date(this.device()).toISOString();
	}
}
