import { builtinModules } from 'node:module';
import { defineConfig } from 'vite';

// server/main.ts beside the pages that adapter-node has built.
export default defineConfig({
	build: {
		ssr: 'server/main.ts',
		outDir: 'build',
		emptyOutDir: false,
		target: 'node20',
		rollupOptions: {
			external: ['./handler.js', ...builtinModules.flatMap((name) => [name, `node:${name}`])],
			output: { entryFileNames: 'main.js' },
		},
	},
});
