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
	type ChartOptions,
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

/** No longer does the next chart wait for a moment in which nothing else is to be done. */
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
	/** From its first picture on: an empty one would have neither its colours nor its axes. */
	#chart: Chart<'bar', number[], string> | null = null;
	#options: BarsOptions;
	/** What the picture shows: a tap means that, even if other numbers wait to be drawn. */
	#drawn: BarsOptions;
	/** By the token's name, in the theme that is on. */
	readonly #colours = new Map<string, string>();
	#isWaiting = false;
	#isGone = false;

	constructor(canvas: HTMLCanvasElement, options: BarsOptions) {
		this.#canvas = canvas;
		this.#options = this.#drawn = options;
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
		const options = (this.#drawn = this.#options);
		const { labels, series, horizontal, format } = options;
		const [ink, line] = [this.#colour('muted'), this.#colour('line')];
		const data = {
			labels: [...labels],
			datasets: series.map(({ label, values, colour }): ChartDataset<'bar', number[]> => ({
				label,
				data: [...values],
				backgroundColor: this.#colour(colour),
				borderRadius: 3,
				maxBarThickness: 44,
			})),
		};
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
		const scales = horizontal ? { x: values, y: names } : { x: names, y: values };
		const plugins: ChartOptions<'bar'>['plugins'] = {
			legend: { display: series.length > 1, position: 'bottom', labels: { color: ink, boxWidth: 14 } },
			tooltip: {
				callbacks: { label: ({ dataset, raw }) => `${dataset.label ?? ''}: ${format(Number(raw))}` },
			},
		};
		if (this.#chart) {
			this.#chart.data.labels = data.labels;
			this.#chart.data.datasets = data.datasets;
			Object.assign(this.#chart.options, { scales, plugins });
			this.#chart.update('none');
			return;
		}
		this.#chart = new Chart<'bar', number[], string>(this.#canvas, {
			type: 'bar',
			data,
			options: {
				animation: false,
				responsive: true,
				maintainAspectRatio: false,
				indexAxis: horizontal ? 'y' : 'x',
				interaction: { mode: 'index', intersect: false, axis: horizontal ? 'y' : 'x' },
				scales,
				plugins,
				onClick: (_, elements) => {
					const picked = elements[0];
					if (picked) this.#drawn.onpick(picked.index);
				},
			},
		});
	}

	destroy(): void {
		this.#isGone = true;
		this.#chart?.destroy();
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
