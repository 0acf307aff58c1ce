export {
	decimal,
	exact,
	minor,
	minorDigits,
	parseTyped,
	round,
	sum,
	toApi,
	type Exact,
	type Minor,
} from './money.ts';
export { formatBps, formatExact, formatMoney } from './format.ts';
