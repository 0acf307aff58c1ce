/// <reference types="@sveltejs/kit" />
/// <reference lib="webworker" />
/**
 * Starts the till without a network: keeps its page and what that page has loaded, and nothing else of the app. What the
 * till sells is in IndexedDB; no answer of the API passes through here.
 */
import { version } from '$service-worker';
import { freshPage } from '$lib/till/freshPage.ts';

const worker = self as unknown as ServiceWorkerGlobalScope;
const PREFIX = 'hangtag-till-';
const CACHE = PREFIX + version;
const PAGE = '/till';
/** Files whose name changes with their content. */
const IMMUTABLE = '/_app/immutable/';
/** A network that does not answer by then is none: the page starts from the device. */
const ANSWER_MS_MAX = 1_000;
const FILES = ['/icon.svg', '/till.webmanifest'];

worker.addEventListener('install', () => void worker.skipWaiting());
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()));

worker.addEventListener('fetch', (event) => {
	const { request } = event;
	const url = new URL(request.url);
	if (request.method !== 'GET' || url.origin !== location.origin) return;
	if (request.mode === 'navigate' && url.pathname === PAGE) event.respondWith(page(request));
	else if (url.pathname.startsWith(IMMUTABLE) || FILES.includes(url.pathname))
		event.respondWith(kept(request));
});

worker.addEventListener('message', (event) => {
	const { keep } = (event.data ?? {}) as { keep?: readonly string[] };
	if (!keep) return;
	const done = keepAll(keep).then(
		() => true,
		() => false,
	);
	event.waitUntil(done.then((isKept) => event.ports[0]?.postMessage(isKept)));
});

async function page(request: Request): Promise<Response> {
	const fallback = await caches.match(PAGE);
	if (!fallback) return fetch(request);
	return freshPage((signal) => fetch(request, { signal }), fallback, ANSWER_MS_MAX);
}

async function kept(request: Request): Promise<Response> {
	return (await caches.match(request.url)) ?? fetch(request);
}

/** All that the page needs, then the page, then what older versions kept: a start never finds half of it. */
async function keepAll(loaded: readonly string[]): Promise<void> {
	const cache = await caches.open(CACHE);
	const response = await fetch(PAGE, { credentials: 'same-origin' });
	if (!response.ok || response.redirected) throw new Error(`the page answers ${response.status}`);
	const html = await response.clone().text();
	const named = [...html.matchAll(/["'](?:\.\/|\/)(_app\/immutable\/[^"']+)["']/g)].map(
		(match) => `/${match[1]}`,
	);
	const paths = loaded.map((address) => new URL(address)).filter((url) => url.origin === location.origin);
	const wanted = new Set([
		...FILES,
		...named,
		...paths.map((url) => url.pathname).filter((path) => path.startsWith(IMMUTABLE)),
	]);
	await Promise.all([...wanted].map((path) => add(cache, path)));
	await cache.put(PAGE, response);
	const old = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
	await Promise.all(old.map((name) => caches.delete(name)));
}

async function add(cache: Cache, path: string): Promise<void> {
	if (!(await cache.match(path))) await cache.add(path);
}
