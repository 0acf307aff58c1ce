/** A camera sees the same tag in every picture; it counts once, until it has been out of sight for a while. */

/** As the field's own scanners do. */
export const SUPPRESSION_MS = 3_000;

/** Which codes were seen lately. */
export class Suppression {
	readonly #seen = new Map<string, number>();

	/** Is this code news at that moment, in milliseconds? It counts as seen from then on. */
	isNew(code: string, now: number): boolean {
		for (const [other, at] of this.#seen) if (now - at >= SUPPRESSION_MS) this.#seen.delete(other);
		const isNew = !this.#seen.has(code);
		this.#seen.set(code, now);
		return isNew;
	}
}
