/** A file from its choice to its import: what a page shows of it. What reads tables is loaded when the first one comes. */
import { ApiError, type Api } from '$lib/graphql';
import { FileFault, type Why } from './fault.ts';
import type { Import, Report } from './import.ts';

/** What is imported, and where. */
export type ImportTarget =
	{ kind: 'items'; event: { id: string; currency: string } } | { kind: 'consignors' };
type State = 'idle' | 'checking' | 'checked' | 'sending' | 'stopped' | 'done';

export class CsvImport {
	state = $state<State>('idle');
	fileName = $state('');
	/** Why the file as a whole is none. */
	fault = $state.raw<Why | null>(null);
	/** Why there was no answer. */
	failure = $state.raw<ApiError | 'load' | null>(null);
	readonly #api: Api;
	readonly #target: ImportTarget;
	#work = $state.raw<Import | null>(null);
	#abort = new AbortController();

	constructor(api: Api, target: ImportTarget) {
		this.#api = api;
		this.#target = target;
	}

	get report(): Report | null {
		return this.#work?.report ?? null;
	}

	get progress(): Import['progress'] {
		return this.#work?.progress ?? null;
	}

	/** Looks through a file; nothing is changed. */
	async check(file: File): Promise<void> {
		if (this.state === 'checking' || this.state === 'sending') return;
		this.state = 'checking';
		this.fileName = file.name;
		this.fault = null;
		this.#work = null;
		const read = async (signal: AbortSignal) => {
			const [{ readTable, FILE_MEGABYTES_MAX }, work] = await this.#load();
			if (file.size > FILE_MEGABYTES_MAX * 1024 * 1024)
				throw new FileFault({ code: 'TOO_LARGE', values: { megabytes: FILE_MEGABYTES_MAX } });
			const bytes = await file.arrayBuffer().catch(() => {
				throw new FileFault({ code: 'UNREADABLE' });
			});
			this.#work = work;
			await work.check(readTable(new Uint8Array(bytes)), signal);
		};
		this.state = (await this.#run(read)) ? 'checked' : 'idle';
	}

	/** Imports what was found to be new. A second press while it runs does nothing. */
	async send(): Promise<void> {
		const work = this.#work;
		if (!work || this.state === 'sending') return;
		this.state = 'sending';
		this.state = (await this.#run((signal) => work.send(signal))) ? 'done' : 'stopped';
	}

	/** Stops after the call that is on its way. */
	stop(): void {
		this.#abort.abort(new DOMException('Somebody stopped it.', 'AbortError'));
	}

	async #run(work: (signal: AbortSignal) => Promise<void>): Promise<boolean> {
		this.failure = null;
		this.#abort = new AbortController();
		const { signal } = this.#abort;
		try {
			await work(signal);
			return true;
		} catch (reason) {
			if (signal.aborted) return false;
			if (reason instanceof FileFault) this.fault = reason.why;
			else if (reason instanceof ApiError) this.failure = reason;
			// A browser that cannot fetch a module throws a TypeError.
			else if (reason instanceof TypeError && !this.#work) this.failure = 'load';
			else throw reason;
			return false;
		}
	}

	async #load(): Promise<[typeof import('./table.ts'), Import]> {
		const target = this.#target;
		if (target.kind === 'items') {
			const [table, { ItemImport }] = await Promise.all([
				import('./table.ts'),
				import('./importItems.svelte.ts'),
			]);
			return [table, new ItemImport(this.#api, target.event)];
		}
		const [table, { ConsignorImport }] = await Promise.all([
			import('./table.ts'),
			import('./importConsignors.svelte.ts'),
		]);
		return [table, new ConsignorImport(this.#api)];
	}
}
