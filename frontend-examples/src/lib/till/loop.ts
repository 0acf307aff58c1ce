/** After something that nobody thought of; sales must go out all the same. */
const FAULT_MS = 10_000;

/** Does something again and again, with a pause that the work itself names, and at once when woken. A fault does not end it. */
export class Loop {
	#wake: () => void = () => undefined;
	#woken = false;

	/** `work` answers for how long to pause. */
	constructor(private readonly work: () => Promise<number>) {}

	/** Until the signal says so. */
	async run(signal: AbortSignal): Promise<void> {
		signal.addEventListener('abort', () => this.wake());
		while (!signal.aborted) {
			this.#woken = false;
			const ms = await this.work().catch((reason: unknown) => {
				reportError(reason);
				return FAULT_MS;
			});
			// What came while it worked has not been looked at.
			if (!this.#woken && !signal.aborted) await this.#pause(ms);
		}
	}

	wake(): void {
		this.#woken = true;
		this.#wake();
	}

	#pause(ms: number): Promise<void> {
		return new Promise((done) => {
			const timer = setTimeout(done, ms);
			this.#wake = () => {
				clearTimeout(timer);
				done();
			};
		});
	}
}
