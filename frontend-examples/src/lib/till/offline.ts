/** Asks the service worker to keep what the till has loaded, so that it starts without a network. */

/** Answers whether the till will start offline. */
export async function keepForOffline(): Promise<boolean> {
	if (!('serviceWorker' in navigator)) return false;
	try {
		await navigator.serviceWorker.register('/service-worker.js');
		// What a till shows only now and then is loaded now, while there is a network.
		await Promise.allSettled([
			import('$lib/scan/CameraScanner.svelte'),
			import('$lib/scan/reader').then(({ openReader }) => openReader()),
			navigator.storage.persist(),
		]);
		const { active } = await navigator.serviceWorker.ready;
		if (!active) return false;
		const loaded = performance.getEntriesByType('resource').map(({ name }) => name);
		return await new Promise((answer) => {
			const { port1, port2 } = new MessageChannel();
			port1.onmessage = ({ data }) => answer(data === true);
			active.postMessage({ keep: loaded }, [port2]);
		});
	} catch {
		// Sales need no worker; only a start without a network does.
		return false;
	}
}
