import {
  barChart,
  escapeHtml,
  renderTemplate,
  scatterChart,
  toolVersion,
} from '../../codegen/index.js';
import type { Evaluation } from './evaluate-assignment.js';
import { paretoFront } from './pareto-front.js';
import type { SearchBudget, SearchResult } from './search-bits.js';

export interface SearchReportInput extends SearchResult {
  readonly network: string;
  readonly dataset: string;
  readonly board: string;
  readonly budget: SearchBudget;
  readonly command: string;
}

type Resource = 'cycles' | 'flash' | 'ram';

/** One self-contained HTML page of a search: what bits cost and what they lose, and what was chosen. */
export function renderSearchReport(input: SearchReportInput): string {
  const { network, board, dataset, chosen } = input;
  return renderTemplate('report/search.html.hbs', {
    title: escapeHtml(`Bits of ${network} for ${board}`),
    subtitle: escapeHtml(`Softbit ${toolVersion}, data set ${dataset}, before any fine-tuning`),
    tiles: tiles(input),
    fronts: (['cycles', 'flash', 'ram'] as const).map((resource) => front(input, resource)),
    bits: [bitsChart(chosen)],
    sensitivity: [sensitivityChart(input)],
    command: escapeHtml(input.command),
  });
}

function tiles({ chosen, budget }: SearchReportInput) {
  const of = (resource: Resource) =>
    budget[resource] === undefined ? '' : ` of ${count(budget[resource])}`;
  const unit = chosen.unit === 'modelled cycles' ? 'modelled cycles' : 'estimated instructions';
  return [
    { value: count(chosen.cycles), label: `${unit}${of('cycles')}` },
    { value: `${count(chosen.flash)} B`, label: `weights and constants${of('flash')}` },
    { value: `${count(chosen.ram)} B`, label: `arena${of('ram')}` },
    { value: chosen.divergence.toFixed(4), label: 'nats from the float network' },
    { value: points(chosen.accuracyChange), label: 'accuracy before fine-tuning' },
  ];
}

/** What is nowhere worse is joined; the search's steps and uniform bits are points. */
function front({ descent, uniform, chosen }: SearchReportInput, resource: Resource): string {
  const point = (evaluation: Evaluation, label?: string) => ({
    x: evaluation[resource],
    y: evaluation.divergence,
    ...(label === undefined ? {} : { label }),
  });
  const titles = { cycles: 'Cycles', flash: 'Flash', ram: 'RAM' };
  return scatterChart({
    title: `${titles[resource]} against divergence`,
    xTitle: { cycles: chosen.unit, flash: 'bytes of weights and constants', ram: 'bytes of arena' }[
      resource
    ],
    yTitle: 'nats from the float network',
    formatX: (value) => (value >= 1e6 ? `${Number((value / 1e6).toFixed(2))} M` : count(value)),
    formatY: (value) => String(Number(value.toPrecision(2))),
    groups: [
      {
        label: 'bits by layer',
        tone: 'first',
        joined: true,
        points: paretoFront([...descent, ...uniform], resource).map((one) => point(one)),
      },
      {
        label: 'the same everywhere',
        tone: 'third',
        points: uniform.map((one) => point(one, uniformName(one))),
      },
      { label: 'chosen', tone: 'second', points: [point(chosen)] },
    ],
  });
}

function uniformName({ assignment }: Evaluation): string {
  return `${Math.min(...Object.values(assignment))} bits`;
}

function bitsChart({ assignment }: Evaluation): string {
  const rows = Object.entries(assignment).map(([label, value]) => ({
    label,
    value,
    tone: 'first' as const,
  }));
  return barChart({ title: 'Bits of each layer', rows, format: String });
}

function sensitivityChart({ sensitivity }: SearchReportInput): string {
  const least = Math.min(...sensitivity.map(({ bits }) => bits));
  const rows = sensitivity
    .filter(({ bits }) => bits === least)
    .map(({ name, kind, divergence }) => ({
      label: name,
      value: divergence,
      tone: kind === 'activations' ? ('third' as const) : ('first' as const),
    }));
  const title = `Divergence with ${least} bits in one layer alone, nats`;
  return barChart({ title, rows, format: (value) => value.toFixed(4) });
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en');
}

function points(share: number): string {
  return `${share > 0 ? '+' : ''}${(100 * share).toFixed(1)} points`;
}
