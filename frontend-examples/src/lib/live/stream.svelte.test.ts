// @vitest-environment happy-dom
import type { Sink } from 'graphql-ws';
import { flushSync } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Connection } from './connection.ts';
import { LiveStream } from './stream.svelte.ts';

/** A socket that says what the test says. */
class Line implements Connection {
	isOpen = false;
	/** The variables of each subscription. */
	asked: unknown[] = [];
	sink: Sink | null = null;
	readonly #listeners = new Set<() => void>();

	subscribe: Connection['subscribe'] = (payload, sink) => {
		this.asked.push(payload.variables);
		this.sink = sink as Sink;
		return () => (this.sink = null);
	};

	onOpen = (listener: () => void) => {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	};

	open(): void {
		this.isOpen = true;
		for (const listener of this.#listeners) listener();
	}

	say(sequence: number): void {
		this.sink?.next({ data: { sequence } });
	}

	close(code: number): void {
		this.isOpen = false;
		this.sink?.error({ code, reason: '' });
	}
}

let line: Line;
let received: number[][];
let stream: LiveStream<{ sequence: number }, { after: number }>;
const browser = new EventTarget();

beforeEach(() => {
	vi.useFakeTimers();
	vi.stubGlobal('navigator', { onLine: true });
	vi.stubGlobal('document', Object.assign(new EventTarget(), { hidden: false }));
	vi.stubGlobal('addEventListener', browser.addEventListener.bind(browser));
	vi.stubGlobal('removeEventListener', browser.removeEventListener.bind(browser));
	line = new Line();
	received = [];
	stream = new LiveStream({
		document: { toString: () => 'subscription' } as {
			toString(): string;
			__apiType?: (variables: { after: number }) => { sequence: number };
		},
		variables: () => ({ after: received.flat().at(-1) ?? 0 }),
		receive: (results) => received.push(results.map(({ sequence }) => sequence)),
		connection: () => line,
	});
	stream.start();
});

afterEach(() => {
	stream.stop();
	vi.useRealTimers();
	vi.unstubAllGlobals();
});

test('an open socket is live, also while nothing happens', () => {
	expect(stream.state).toBe('connecting');
	line.open();
	expect(stream.state).toBe('live');
});

test('what comes fast is handed over together, in order', () => {
	line.open();
	[1, 2, 3].forEach((sequence) => line.say(sequence));
	expect(received).toEqual([]);
	vi.advanceTimersByTime(100);
	expect(received).toEqual([[1, 2, 3]]);
});

test('ten times a second at most, and at once after a quiet moment', () => {
	line.open();
	// The last beat of the tests before is none of this one's.
	vi.advanceTimersByTime(60_000);
	line.say(1);
	vi.advanceTimersByTime(0);
	expect(received).toEqual([[1]]);
	line.say(2);
	vi.advanceTimersByTime(60);
	line.say(3);
	expect(received).toEqual([[1]]);
	vi.advanceTimersByTime(40);
	expect(received).toEqual([[1], [2, 3]]);
	vi.advanceTimersByTime(100);
	line.say(4);
	vi.advanceTimersByTime(0);
	expect(received).toEqual([[1], [2, 3], [4]]);
});

test('streams are told together, one that has stopped is not, and one that throws keeps nothing from the others', () => {
	const told: string[] = [];
	const reported = vi.fn();
	vi.stubGlobal('reportError', reported);
	const lines = ['a', 'b', 'c'].map((name) => {
		const own = new Line();
		const other = new LiveStream({
			document: { toString: () => 'subscription' } as {
				toString(): string;
				__apiType?: (variables: object) => { sequence: number };
			},
			variables: () => ({}),
			receive: () => {
				told.push(name);
				if (name === 'a') throw new Error('a fault of a page');
			},
			connection: () => own,
		});
		other.start();
		own.open();
		return { own, other };
	});
	for (const { own } of lines) own.say(1);
	// Whoever stops takes what has come in.
	lines[1]?.other.stop();
	expect(told).toEqual(['b']);
	vi.advanceTimersByTime(100);
	expect(told).toEqual(['b', 'a', 'c']);
	expect(reported).toHaveBeenCalledOnce();
	for (const { other } of lines) other.stop();
});

test('a lost socket is opened again, and goes on after the last that came in', () => {
	line.open();
	line.say(1);
	line.say(2);
	line.close(1006);
	expect(stream.state).toBe('reconnecting');
	vi.advanceTimersByTime(500);
	expect(line.asked).toEqual([{ after: 0 }, { after: 2 }]);
	line.open();
	expect([stream.state, received]).toEqual(['live', [[1, 2]]]);
});

test('pauses grow to fifteen seconds, and begin anew after a socket that stayed open', () => {
	for (let loss = 0; loss < 10; loss += 1) {
		line.close(1012);
		vi.advanceTimersByTime(15_000);
		expect(line.asked).toHaveLength(loss + 2);
	}
	line.close(1012);
	vi.advanceTimersByTime(7_000);
	expect(line.asked).toHaveLength(11);
	vi.advanceTimersByTime(8_000);
	line.open();
	vi.advanceTimersByTime(16_000);
	line.close(1012);
	vi.advanceTimersByTime(500);
	expect(line.asked).toHaveLength(13);
});

test.each([4400, 4401, 4403, 4406, 4409, 4429, 1002, 1011])('a close with %i is final', (code) => {
	line.open();
	line.close(code);
	vi.advanceTimersByTime(60_000);
	expect([stream.state, line.asked.length]).toEqual(['refused', 1]);
	expect(stream.error?.code).toBe(code === 4401 || code === 4403 ? 'UNAUTHENTICATED' : 'BAD_USER_INPUT');
});

test('an error that may pass is tried again, another is not', () => {
	line.open();
	line.sink?.error([{ message: '', extensions: { code: 'OVERLOADED' } }] as never);
	vi.advanceTimersByTime(500);
	expect(line.asked).toHaveLength(2);
	line.sink?.error([{ message: '', extensions: { code: 'NOT_FOUND' } }] as never);
	vi.advanceTimersByTime(60_000);
	expect([stream.state, stream.error?.code, line.asked.length]).toEqual(['refused', 'NOT_FOUND', 2]);
});

test('a device without network says so, and does not wait once it is back', () => {
	line.open();
	browser.dispatchEvent(new Event('offline'));
	expect(stream.state).toBe('offline');
	browser.dispatchEvent(new Event('online'));
	expect([stream.state, line.asked.length]).toEqual(['live', 2]);
});

test('after stop nothing is heard and nothing is tried', () => {
	line.open();
	line.say(1);
	const { sink } = line;
	stream.stop();
	sink?.next({ data: { sequence: 2 } });
	sink?.error({ code: 1006, reason: '' } as never);
	vi.advanceTimersByTime(60_000);
	expect([received, stream.state, line.asked.length]).toEqual([[[1]], 'idle', 1]);
});

test('an effect that starts it does not run again when its state changes', () => {
	stream.stop();
	line.asked = [];
	let runs = 0;
	const end = $effect.root(() => {
		$effect(() => {
			runs += 1;
			return stream.start();
		});
	});
	flushSync();
	line.open();
	flushSync();
	expect([runs, stream.state, line.asked.length]).toEqual([1, 'live', 1]);
	end();
	expect(stream.state).toBe('idle');
});
