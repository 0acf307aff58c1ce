// @vitest-environment happy-dom
import { beforeEach, expect, test } from 'vitest';
import { ApiError } from '$lib/graphql';
import { Submission } from './submission.svelte.ts';

beforeEach(() => sessionStorage.clear());

const lost = () => Promise.reject(new ApiError('API_UNREACHABLE', 'lost'));

test('the same is sent with the same key until the server answers, also after a reload', async () => {
	const keys: string[] = [];
	const ask = (answer: () => Promise<string>) => (key: string) => {
		keys.push(key);
		return answer();
	};
	const first = new Submission('open:e1');
	expect(await first.send({ event: 'e1' }, ask(lost))).toBeNull();
	expect(first.failure?.code).toBe('API_UNREACHABLE');
	// As a page that was reloaded.
	const second = new Submission('open:e1');
	expect(
		await second.send(
			{ event: 'e1' },
			ask(() => Promise.resolve('done')),
		),
	).toBe('done');
	await second.send(
		{ event: 'e1' },
		ask(() => Promise.resolve('again')),
	);
	expect(keys[1]).toBe(keys[0]);
	expect(keys[2]).not.toBe(keys[0]);
});

test('something else is sent with another key', async () => {
	const keys: string[] = [];
	const submission = new Submission('create');
	for (const name of ['a', 'b']) {
		await submission.send({ name }, (key) => {
			keys.push(key);
			return lost();
		});
	}
	expect(keys[1]).not.toBe(keys[0]);
});

test('a second press while the first is on its way does nothing', async () => {
	let calls = 0;
	let answer = (_: string) => {};
	const submission = new Submission('create');
	const ask = () => {
		calls += 1;
		return new Promise<string>((done) => (answer = done));
	};
	const first = submission.send({}, ask);
	expect(await submission.send({}, ask)).toBeNull();
	answer('done');
	expect(await first).toBe('done');
	expect(calls).toBe(1);
});

test('a refusal of the request as a whole is an answer: the next try has its own key', async () => {
	const keys: string[] = [];
	const submission = new Submission('create');
	const ask = (key: string) => {
		keys.push(key);
		return Promise.reject(new ApiError('FORBIDDEN', 'no'));
	};
	await submission.send({}, ask);
	await submission.send({}, ask);
	expect(keys[1]).not.toBe(keys[0]);
});
