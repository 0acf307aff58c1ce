export {
	decimal,
	exact,
	fine,
	minor,
	minorDigits,
	parseTyped,
	round,
	share,
	sum,
	toApi,
	type Exact,
	type Minor,
} from './money.ts';
export { formatBps, formatExact, formatFine, formatMoney } from './format.ts';
