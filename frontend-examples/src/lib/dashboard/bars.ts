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

/** Bars that can be drawn anew with other numbers. */
export class Bars {
	readonly #canvas: HTMLCanvasElement;
	readonly #chart: Chart<'bar', number[], string>;
	#options: BarsOptions;

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

	/** Other numbers, another language or other colours. */
	draw(options: BarsOptions): void {
		this.#options = options;
		const { labels, series, horizontal, format } = options;
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
		chart.update();
	}

	destroy(): void {
		this.#chart.destroy();
	}

	/** A token in the theme that is on now; a canvas does not know `light-dark()`. */
	#colour(name: string): string {
		// A new element: one that is there already may be on its way from one colour to the other.
		const probe = document.createElement('span');
		probe.style.color = `var(--color-${name})`;
		(this.#canvas.parentElement ?? document.body).append(probe);
		const colour = getComputedStyle(probe).color;
		probe.remove();
		return colour;
	}
}
