/** Bars on a canvas, by Chart.js; loaded only when a chart is shown. */
import {
	BarController,
	BarElement,
	CategoryScale,
	Chart,
	Legend,
	LinearScale,
	Tooltip,
	type ChartDataset,
} from 'chart.js';

Chart.register(BarController, BarElement, CategoryScale, LinearScale, Legend, Tooltip);

/** One set of bars; the colour is a token's name. */
export interface Series {
	label: string;
	values: readonly number[];
	colour: 'accent' | 'kraft' | 'edge';
}

export interface BarsOptions {
	labels: readonly string[];
	series: readonly Series[];
	/** Bars lie: long names read better beside them. */
	horizontal: boolean;
	format: (value: number) => string;
	onpick: (index: number) => void;
}

/** A chart waits no longer for a moment in which nothing else is to be done. */
const IDLE_MS_MAX = 500;

/** One chart after the other, each when the page has nothing better to do: three at once would hold up a tap. */
let drawn: Promise<void> = Promise.resolve();
function soon(draw: () => void): void {
	const idle = () =>
		new Promise<void>((done) => {
			// Not in every browser.
			if ('requestIdleCallback' in globalThis) requestIdleCallback(() => done(), { timeout: IDLE_MS_MAX });
			else setTimeout(done);
		});
	drawn = drawn.then(idle).then(draw).catch(reportError);
}

/** Bars that can be drawn anew with other numbers. */
export class Bars {
	readonly #canvas: HTMLCanvasElement;
	readonly #chart: Chart<'bar', number[], string>;
	#options: BarsOptions;
	/** By the token's name, in the theme that is on. */
	readonly #colours = new Map<string, string>();
	#isWaiting = false;
	#isGone = false;

	constructor(canvas: HTMLCanvasElement, options: BarsOptions) {
		this.#canvas = canvas;
		this.#options = options;
		this.#chart = new Chart<'bar', number[], string>(canvas, {
			type: 'bar',
			data: { labels: [], datasets: [] },
			options: {
				animation: false,
				responsive: true,
				maintainAspectRatio: false,
				indexAxis: options.horizontal ? 'y' : 'x',
				interaction: { mode: 'index', intersect: false, axis: options.horizontal ? 'y' : 'x' },
				onClick: (_, elements) => {
					const picked = elements[0];
					if (picked) this.#options.onpick(picked.index);
				},
			},
		});
		this.draw(options);
	}

	/** Other numbers or another language. */
	draw(options: BarsOptions): void {
		this.#options = options;
		if (this.#isWaiting) return;
		this.#isWaiting = true;
		soon(() => {
			this.#isWaiting = false;
			if (!this.#isGone) this.#draw();
		});
	}

	/** Other colours. */
	redraw(): void {
		this.#colours.clear();
		this.draw(this.#options);
	}

	#draw(): void {
		const { labels, series, horizontal, format } = this.#options;
		const [ink, line] = [this.#colour('muted'), this.#colour('line')];
		const chart = this.#chart;
		chart.data.labels = [...labels];
		chart.data.datasets = series.map(({ label, values, colour }): ChartDataset<'bar', number[]> => ({
			label,
			data: [...values],
			backgroundColor: this.#colour(colour),
			borderRadius: 3,
			maxBarThickness: 44,
		}));
		const values = {
			beginAtZero: true,
			grid: { color: line },
			border: { display: false },
			ticks: { color: ink, maxTicksLimit: 6, callback: (value: string | number) => format(Number(value)) },
		};
		const names = {
			grid: { display: false },
			border: { color: line },
			ticks: { color: ink, autoSkip: !horizontal },
		};
		chart.options.scales = horizontal ? { x: values, y: names } : { x: names, y: values };
		chart.options.plugins = {
			legend: { display: series.length > 1, position: 'bottom', labels: { color: ink, boxWidth: 14 } },
			tooltip: {
				callbacks: { label: ({ dataset, raw }) => `${dataset.label ?? ''}: ${format(Number(raw))}` },
			},
		};
		chart.update('none');
	}

	destroy(): void {
		this.#isGone = true;
		this.#chart.destroy();
	}

	/** A token in the theme that is on now; a canvas does not know `light-dark()`. */
	#colour(name: string): string {
		const known = this.#colours.get(name);
		if (known) return known;
		// A new element: one that is there already may be on its way from one colour to the other.
		const probe = document.createElement('span');
		probe.style.color = `var(--color-${name})`;
		(this.#canvas.parentElement ?? document.body).append(probe);
		const colour = getComputedStyle(probe).color;
		probe.remove();
		this.#colours.set(name, colour);
		return colour;
	}
}
