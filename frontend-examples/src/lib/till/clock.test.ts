import { expect, it } from 'vitest';
import { Clock } from './clock.ts';

const NOON = Date.parse('2027-01-15T12:00:00Z');
const DAY = 24 * 60 * 60 * 1000;

function hall(deviceAhead: number) {
	const time = { passed: 0, deviceAhead };
	const clock = new Clock(
		() => NOON + time.passed + time.deviceAhead,
		() => 500 + time.passed,
	);
	return { clock, time };
}

it('is the device’s own until the server was heard', () => {
	const { clock } = hall(DAY);
	expect(clock.now().getTime()).toBe(NOON + DAY);
	expect(clock.skewMs).toBeNull();
});

it('is the server’s from then on, on a device a day ahead', () => {
	const { clock, time } = hall(DAY);
	clock.set(new Date(NOON).toISOString());
	time.passed = 90_000;
	expect(clock.now().getTime()).toBe(NOON + 90_000);
	expect(clock.skewMs).toBe(DAY);
});

it('does not jump when somebody sets the device’s clock', () => {
	const { clock, time } = hall(DAY);
	clock.set(new Date(NOON).toISOString());
	time.deviceAhead = 0;
	time.passed = 1_000;
	expect(clock.now().getTime()).toBe(NOON + 1_000);
	expect(clock.skewMs).toBeNull();
});

it('goes on while the device sleeps and the steady clock stands still', () => {
	const time = { device: NOON + DAY, steady: 500 };
	const clock = new Clock(
		() => time.device,
		() => time.steady,
	);
	clock.set(new Date(NOON).toISOString());
	time.device += DAY / 2;
	time.steady += 1_000;
	expect(clock.now().getTime()).toBe(NOON + DAY / 2);
});

it('corrects a wrong clock before the server was heard, by what was kept', () => {
	const { clock, time } = hall(DAY);
	clock.restore(DAY);
	time.passed = 1_000;
	expect(clock.now().getTime()).toBe(NOON + 1_000);
	expect(clock.skewMs).toBe(DAY);
});

it.each([
	[119_000, null],
	[121_000, 121_000],
	[-121_000, -121_000],
])('%d ms off is worth %s', (ahead, skew) => {
	const { clock } = hall(ahead);
	clock.set(new Date(NOON).toISOString());
	expect(clock.skewMs).toBe(skew);
});

it('does not believe what is no time', () => {
	const { clock } = hall(0);
	clock.set('soon');
	expect(clock.now().getTime()).toBe(NOON);
});
