/** One basket a device: two tabs that write the same would lose one of them. */

const LOCK = 'hangtag-scout';

/**
 * Takes the basket for this tab until `ended`; says whether it did, and calls back if another tab takes it. Browsers know no such locks on
 * insecure pages: there the first tab is believed to be the only one.
 */
export function takeBasket(
	options: { steal: boolean; ended: AbortSignal },
	onLost: () => void,
): Promise<boolean> {
	const locks = navigator.locks as LockManager | undefined;
	if (!locks) return Promise.resolve(true);
	const { steal, ended } = options;
	return new Promise((taken) => {
		locks
			.request(LOCK, steal ? { steal } : { ifAvailable: true }, (lock) => {
				taken(lock !== null);
				if (!lock) return;
				return new Promise<void>((done) => {
					if (ended.aborted) done();
					else ended.addEventListener('abort', () => done(), { once: true });
				});
			})
			// A stolen lock is a rejected promise.
			.catch(() => {
				if (!ended.aborted) onLost();
			});
	});
}
