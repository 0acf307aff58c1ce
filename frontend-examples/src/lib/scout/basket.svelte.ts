/**
 * A basket in the queue. A scan is a line at once; the server hears of it one thing after the other, each as often as it takes: holding,
 * releasing and parking again change nothing, so a lost answer doubles nothing.
 */
import { ApiError } from '$lib/graphql';
import { newCartName } from '$lib/scan/cart-code';
import type { Counter, ParkAnswer } from './counter.ts';
import type { Kept, Step } from './keep.ts';
import type { Line } from './line.ts';

/** `away`: nobody answers, and it is asked again. `signedOut`: this phone may no longer. `fault`: the server's own mistake. */
export type Trouble = 'away' | 'signedOut' | 'fault';
/** What came of a scan. */
export type Added = 'added' | 'twice' | 'full';

/** A cart with more cannot be paid as one sale. */
export const LINES_MAX = 200;
/** Half of the time that things are held for: a phone in a pocket wakes up late. */
const RENEW_MS = 30 * 60 * 1000;
const RENEW_CHECK_MS = 60_000;
const PAUSE_MS = 500;
const PAUSE_MS_MAX = 8_000;

interface BasketOptions {
	counter: Counter;
	sessionId: string;
	kept: Kept | null;
	/** Keeps it on the device; says whether that was possible. */
	keep: (kept: Kept) => boolean;
	/** A line was refused after the scan had been taken. */
	onRefused?: () => void;
	now?: () => number;
}

export class Basket {
	/** Newest first; what is leaving is not shown. */
	#lines = $state.raw<readonly Line[]>([]);
	#name = $state('');
	#step = $state<Step>('scanning');
	#trouble = $state<Trouble | null>(null);
	#isKept = $state(true);
	/** Why parking was refused. */
	#parkRefusal = $state<Exclude<ParkAnswer, 'PARKED'> | null>(null);
	note = $state('');
	readonly lines = $derived(this.#lines.filter((line) => line.state !== 'leaving'));
	/** What the server does not know yet. */
	readonly pending = $derived(
		this.#lines.filter((line) => line.state === 'waiting' || line.state === 'leaving').length,
	);
	readonly refused = $derived(this.#lines.filter((line) => line.state === 'refused').length);
	readonly held = $derived(this.#lines.filter((line) => line.state === 'held'));

	readonly #options: BasketOptions;
	#isRunning = false;
	#isBusy = false;
	#losses = 0;
	#wake: (() => void) | null = null;

	constructor(options: BasketOptions) {
		this.#options = options;
		this.#name = options.kept?.name ?? newCartName();
		this.#step = options.kept?.step ?? 'scanning';
		this.note = options.kept?.note ?? '';
		this.#lines = options.kept?.lines ?? [];
	}

	/** The cart's name on the server. */
	get name(): string {
		return this.#name;
	}

	get step(): Step {
		return this.#step;
	}

	get trouble(): Trouble | null {
		return this.#trouble;
	}

	/** False if this device keeps nothing: a reload would lose the basket. */
	get isKept(): boolean {
		return this.#isKept;
	}

	get parkRefusal() {
		return this.#parkRefusal;
	}

	/** Speaks with the server until the returned function is called. */
	start(): () => void {
		this.#isRunning = true;
		const again = () => this.#hurry();
		const timer = setInterval(again, RENEW_CHECK_MS);
		addEventListener('online', again);
		document.addEventListener('visibilitychange', again);
		again();
		return () => {
			this.#isRunning = false;
			clearInterval(timer);
			removeEventListener('online', again);
			document.removeEventListener('visibilitychange', again);
			this.#wake?.();
		};
	}

	/** Takes a scanned tag in, at once. */
	add(tag: string): Added {
		const known = this.#line(tag);
		// What was refused may be free by now: a second scan asks again.
		if (known && known.state !== 'refused' && known.state !== 'leaving') return 'twice';
		if (!known && this.lines.length >= LINES_MAX) return 'full';
		const line: Line = { tag, state: 'waiting', thing: known?.thing ?? null, refusal: null, heldAt: null };
		this.#lines = [line, ...this.#without(tag)];
		this.#step = 'scanning';
		this.#changed();
		return 'added';
	}

	/** Takes a line out. */
	remove(tag: string): void {
		const line = this.#line(tag);
		if (!line) return;
		if (line.state === 'refused') this.#lines = this.#without(tag);
		// What is on its way to be held is released after it.
		else this.#set(tag, { state: 'leaving' });
		this.#step = 'scanning';
		this.#changed();
	}

	/** Takes everything out. */
	empty(): void {
		for (const line of this.lines) this.remove(line.tag);
		this.note = '';
	}

	/** Sets the cart aside for a till, as soon as the server has all of it. */
	park(): void {
		this.#parkRefusal = null;
		this.#step = 'parking';
		this.#changed();
	}

	/** Goes on scanning into the same cart. */
	reopen(): void {
		this.#step = 'scanning';
		this.#changed();
	}

	/** Begins the next basket; the parked one is the tills' from now on. */
	next(): void {
		if (this.#step !== 'parked') return;
		this.#name = newCartName();
		this.#lines = [];
		this.note = '';
		this.#step = 'scanning';
		this.#parkRefusal = null;
		this.#changed();
	}

	#changed(): void {
		const { sessionId, keep } = this.#options;
		const [name, note, step, lines] = [this.#name, this.note, this.#step, this.#lines];
		this.#isKept = keep({ version: 1, sessionId, name, note, step, lines });
		this.#hurry();
	}

	/** Does not wait for a pause to end. */
	#hurry(): void {
		this.#wake?.();
		void this.#work();
	}

	async #work(): Promise<void> {
		if (this.#isBusy) return;
		this.#isBusy = true;
		try {
			for (let task = this.#task(); task; task = this.#task()) if (!(await this.#attempt(task))) return;
		} finally {
			this.#isBusy = false;
		}
	}

	/** Says whether to go on. */
	async #attempt(task: () => Promise<void>): Promise<boolean> {
		try {
			await task();
			this.#losses = 0;
			this.#trouble = null;
			return true;
		} catch (reason) {
			if (!(reason instanceof ApiError)) throw reason;
			this.#trouble = troubleOf(reason);
			if (this.#trouble !== 'away') return false;
			const pause = Math.max(Math.min(PAUSE_MS * 2 ** this.#losses, PAUSE_MS_MAX), reason.retryAfterMs ?? 0);
			this.#losses += 1;
			await new Promise<void>((wake) => {
				this.#wake = wake;
				setTimeout(wake, pause);
			});
			this.#wake = null;
			return true;
		}
	}

	/** What the server must hear next: what leaves, what came first, then what grows old, then that it is parked. */
	#task(): (() => Promise<void>) | null {
		if (!this.#isRunning) return null;
		const leaving = this.#lines.find((line) => line.state === 'leaving');
		if (leaving) return () => this.#release(leaving);
		const fresh = this.#lines.findLast((line) => line.state === 'waiting');
		if (fresh) return () => this.#hold(fresh);
		if (this.#step === 'parking') return () => this.#park();
		// What is parked is held until the day ends, and would be in an open cart if it were held again.
		if (this.#step === 'parked') return null;
		const old = this.#lines.find(
			(line) => line.state === 'held' && this.#now() - (line.heldAt ?? 0) > RENEW_MS,
		);
		return old ? () => this.#hold(old) : null;
	}

	async #hold({ tag }: Line): Promise<void> {
		const answer = await this.#options.counter.hold(this.#name, tag);
		const line = this.#line(tag);
		// In the meantime it may have been taken out; then it is released next.
		if (!line || line.state === 'leaving') return;
		if ('thing' in answer) {
			this.#set(tag, { state: 'held', thing: answer.thing, refusal: null, heldAt: this.#now() });
		} else {
			this.#set(tag, { state: 'refused', refusal: answer.refusal, heldAt: null });
			this.#options.onRefused?.();
		}
		this.#changed();
	}

	async #release({ tag }: Line): Promise<void> {
		await this.#options.counter.release(this.#name, tag);
		// Unless it was scanned again in the meantime.
		if (this.#line(tag)?.state === 'leaving') this.#lines = this.#without(tag);
		this.#changed();
	}

	async #park(): Promise<void> {
		const answer = await this.#options.counter.park(this.#name, this.note.trim());
		// A scan in the meantime has opened it again.
		if (this.#step !== 'parking') return;
		this.#step = answer === 'PARKED' ? 'parked' : 'scanning';
		this.#parkRefusal = answer === 'PARKED' ? null : answer;
		this.#changed();
	}

	#line(tag: string): Line | undefined {
		return this.#lines.find((line) => line.tag === tag);
	}

	#without(tag: string): Line[] {
		return this.#lines.filter((line) => line.tag !== tag);
	}

	#set(tag: string, change: Partial<Line>): void {
		this.#lines = this.#lines.map((line) => (line.tag === tag ? { ...line, ...change } : line));
	}

	#now(): number {
		return (this.#options.now ?? Date.now)();
	}
}

function troubleOf(reason: ApiError): Trouble {
	if (reason.retryable) return 'away';
	return reason.code === 'UNAUTHENTICATED' || reason.code === 'FORBIDDEN' ? 'signedOut' : 'fault';
}
