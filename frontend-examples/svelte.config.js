import adapter from '@sveltejs/adapter-node';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

/** @type {import('@sveltejs/kit').Config} */
export default {
	preprocess: vitePreprocess(),
	compilerOptions: { runes: true },
	kit: {
		adapter: adapter(),
		// The till's page registers it: nobody else needs a start without a network.
		serviceWorker: { register: false },
		csp: {
			mode: 'auto',
			directives: {
				'default-src': ['none'],
				// The camera's reader for browsers without one is WebAssembly of this origin; eval() of text stays forbidden.
				'script-src': ['self', 'wasm-unsafe-eval'],
				'style-src': ['self'],
				// The one style attribute there is: SvelteKit's line that reads a new page's title to screen readers.
				'style-src-attr': ['unsafe-hashes', 'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo='],
				// The WebSocket of this origin is part of 'self'.
				'connect-src': ['self'],
				// Icons drawn by the page, and what a camera sees.
				'img-src': ['self', 'data:', 'blob:'],
				'media-src': ['self', 'blob:'],
				'font-src': ['self'],
				'manifest-src': ['self'],
				'worker-src': ['self'],
				'form-action': ['self'],
				'base-uri': ['none'],
				'frame-ancestors': ['none'],
			},
		},
		typescript: {
			config: (config) => {
				config.include.push(
					'../server/**/*.ts',
					'../*.ts',
					'../*.js',
					'../tests/**/*.ts',
					'../measure/**/*.ts',
				);
			},
		},
	},
};
