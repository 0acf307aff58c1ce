import { sveltekit } from '@sveltejs/kit/vite';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vitest/config';
import type { Plugin } from 'vite';
import { Gateway } from './src/lib/server/gateway.ts';
import { appConfig } from './src/lib/server/config.ts';

/** What server/main.ts does in production: `/graphql` and its WebSocket go to the API server. */
function gateway(): Plugin {
	return {
		name: 'hangtag-gateway',
		configureServer(vite) {
			const passOn = new Gateway(appConfig(process.env));
			vite.middlewares.use((request, response, next) => {
				if (!passOn.request(request, response)) next();
			});
			vite.httpServer?.on('upgrade', (request, socket, head) => {
				// Vite's own socket, for reloading, stays with Vite.
				passOn.upgrade(request, socket, head);
			});
		},
	};
}

export default defineConfig({
	plugins: [gateway(), tailwindcss(), sveltekit()],
	// Every browser that has what the pages need: light-dark(), <dialog>, BigInt, exact Intl.
	build: { target: ['chrome123', 'safari17.5', 'firefox120'] },
	// Its imports of workers are for Vite itself, not for the bundler of dependencies.
	optimizeDeps: { exclude: ['graphiql/setup-workers/vite', '@graphiql/react/setup-workers/vite'] },
	// Runes in tests work as in the browser.
	...(process.env['VITEST'] ? { resolve: { conditions: ['browser'] } } : {}),
	test: { include: ['src/**/*.test.ts'], server: { deps: { inline: ['svelte'] } } },
});
