// A seed becomes a history of supplier invoices: what came in, what people decided, and what would have been right. Deterministic:
// the same seed gives the same rows, and fewer rows are the beginning of more.
import { type Chance, chance } from '../chance.ts';
import { type Article, articles, boughtByTwo, type CostCentre, costCentres, type Language } from './catalogue.ts';
import { type Document, documentOf } from './document.ts';
import { headings, phrases } from './phrases.ts';
import { type Decision, type Situation, situations } from './situations.ts';
import { anyLanguage, invent, inventedIban, type Supplier, suppliers } from './suppliers.ts';

/** The fields of the agreement, as JSON carries them. */
export interface Invoice {
  readonly supplier: string;
  readonly supplierStatus: 'known' | 'new' | 'blocked';
  readonly amount: string;
  readonly orderedAmount: string | null;
  readonly purchaseOrder: string | null;
  readonly vatRate: number | null;
  readonly dueDate: string | null;
  readonly ibanChanged: boolean;
  readonly message: string | null;
  readonly document: Document;
}
export interface Answer {
  readonly decision: Decision;
  readonly costCentre: CostCentre;
}
export interface HistoryRow {
  readonly key: string;
  readonly receivedAt: string;
  /** Where it came in. */
  readonly place: string;
  readonly input: Invoice;
  /** What people decided then. They are good, not perfect. */
  readonly decided: Answer & { readonly by: string; readonly minutes: number };
  /** What would have been right. No model and no engine may see it. */
  readonly right: Answer;
}

interface Line {
  readonly article: Article;
  readonly pieces: number;
  readonly centimes: number;
}

const francs = (centimes: number): string => {
  const text = String(Math.abs(centimes)).padStart(3, '0');
  return `${centimes < 0 ? '-' : ''}${text.slice(0, -2)}.${text.slice(-2)}`;
};
const perThousand = (centimes: number, parts: number): number => Math.round((centimes * parts) / 1000);
const day = 86_400_000;
/** Monday, 28 September 2026. */
const firstDay = Date.UTC(2026, 8, 28);
const rowsPerDay = 280;

/** Weekdays, most of them before noon: one more row is a little later. */
function receivedAt(row: number, draw: Chance): number {
  const workday = Math.floor(row / rowsPerDay);
  const inDay = (row % rowsPerDay) / rowsPerDay;
  const minute = Math.floor(5 * 60 + 11 * 60 * inDay * (0.55 + 0.45 * inDay));
  return firstDay + (Math.floor(workday / 5) * 7 + (workday % 5)) * day + minute * 60_000 + draw.between(0, 59) * 1000;
}

/** Letters change places, as in a hurry. */
function withTypos(text: string, draw: Chance): string {
  return text.replace(/\p{L}{5,}/gu, (word) => {
    if (!draw.yes(0.04)) return word;
    const at = draw.between(1, word.length - 3);
    return draw.yes(0.5) ? word.slice(0, at) + word.charAt(at + 1) + word.charAt(at) + word.slice(at + 2) : word.slice(0, at) + word.slice(at + 1);
  });
}

/** What was bought, and who pays: the cost centre of the dearest line. */
function basket(draw: Chance, supplier: Supplier, large: boolean): { readonly lines: readonly Line[]; readonly centre: CostCentre } {
  const line = (one: Article): Line => {
    const centimes = draw.between(one.price[0], one.price[1]) * 100 - (draw.yes(0.3) ? 5 : 0);
    const most = Math.max(1, Math.min(12, Math.floor(90_000 / centimes)));
    return { article: one, pieces: large ? Math.ceil(1_050_000 / centimes) + draw.between(0, 9) : draw.between(1, most), centimes };
  };
  if (draw.yes(0.045)) {
    const odd = draw.of(boughtByTwo);
    return { lines: [line(odd.article)], centre: odd.centres[draw.yes(0.75) ? 0 : 1] };
  }
  const own = Array.from({ length: draw.weighted({ 1: 6, 2: 3, 3: 1 }) === '1' ? 1 : 2 }, () => line(draw.of(articles[supplier.centre])));
  if (!draw.yes(0.05)) return { lines: own, centre: supplier.centre };
  const other = draw.of(costCentres);
  const extra = line(draw.of(articles[other]));
  const dearest = Math.max(...own.map((one) => one.pieces * one.centimes));
  return { lines: [...own, extra], centre: extra.pieces * extra.centimes > dearest ? other : supplier.centre };
}

function documentLines(invoice: Omit<Invoice, 'document'>, number: string, lines: readonly Line[], language: Language, iban: string): string[] {
  const words = headings[language];
  return [
    invoice.supplier,
    `${invoice.amount.startsWith('-') ? words.credit : words.invoice} ${number}`,
    ...(invoice.purchaseOrder === null ? [] : [`${words.order} ${invoice.purchaseOrder}`]),
    ...lines.map((line) => `${line.pieces} x ${line.article[language]}  ${francs(line.centimes)}`),
    ...(invoice.vatRate === null ? [] : [`${words.vat} ${invoice.vatRate} %`]),
    `${words.total} CHF ${invoice.amount}`,
    ...(invoice.dueDate === null ? [] : [`${words.due} ${invoice.dueDate}`]),
    `IBAN ${iban}`,
  ];
}

const places: Readonly<Record<Language, readonly string[]>> = { de: ['Zürich'], fr: ['Lausanne'], en: ['Lugano', 'Zürich'] };
const team = ['Sandra Frei', 'Luc Monnier', 'Irina Pavlova', 'Thomas Egli', 'Marie Chappuis'];

/** People miss one query in seventy and ask in vain once in four thousand; they book one invoice in two hundred and fifty to the wrong centre. */
function decide(right: Answer, draw: Chance): HistoryRow['decided'] {
  const missed = right.decision === 'query' ? draw.yes(1 / 70) : false;
  const vain = right.decision === 'pay' ? draw.yes(1 / 4000) : false;
  return {
    decision: missed ? 'pay' : vain ? 'query' : right.decision,
    costCentre: draw.yes(1 / 250) ? draw.of(costCentres) : right.costCentre,
    by: draw.of(team),
    minutes: right.decision === 'pay' ? draw.between(2, 6) : draw.between(4, 12),
  };
}

function shape(draw: Chance, situation: Situation, supplier: Supplier, row: number, at: number): { input: Invoice; centre: CostCentre } {
  const { lines, centre } = basket(draw, supplier, situation.large === true);
  const ordered = lines.reduce((sum, line) => sum + line.pieces * line.centimes, 0) * (situation.credit ? -1 : 1);
  const [low, high] = situation.differs ?? [0, 0];
  const gap = perThousand(ordered, draw.between(low, high));
  const amount = ordered + (situation.phrase !== 'partial' && draw.yes(0.75) ? gap : -gap);
  const hasOrder = situation.order !== 'none';
  const text = draw.yes(situation.written) ? draw.of(phrases[situation.phrase][supplier.language]) : null;
  const facts = {
    supplier: supplier.name,
    supplierStatus: situation.status ?? 'known',
    amount: francs(amount),
    orderedAmount: hasOrder ? francs(ordered) : null,
    purchaseOrder: hasOrder && draw.yes(0.97) ? `PO-${draw.between(40_000, 69_999)}` : null,
    vatRate: situation.oddVat ? draw.of([7.7, 2.5, 19, 20]) : draw.yes(0.05) ? null : draw.weighted({ '8.1': 88, '2.6': 9, '0': 3 } as const),
    dueDate: draw.yes(0.04) ? null : new Date(at + draw.of([10, 30, 30, 30, 60]) * day).toISOString().slice(0, 10),
    ibanChanged: situation.ibanChanged === true,
    message: text === null ? null : withTypos(text, draw),
  } as const;
  const invoice = { ...facts, vatRate: facts.vatRate === null ? null : Number(facts.vatRate) };
  const iban = situation.ibanChanged ? inventedIban(draw) : supplier.iban;
  const number = `${draw.of(['R', 'F', 'INV', ''])}${2026}${draw.between(1000, 99_999)}`;
  const kind = draw.weighted({ pdf: 86, mail: 10, scan: 4 });
  return { input: { ...invoice, document: documentOf(`INV-${row}`, documentLines(invoice, number, lines, supplier.language, iban), kind) }, centre };
}

/** The first `count` rows of the history of this seed. */
export function history(seed: number, count = 10_000): HistoryRow[] {
  const { known, blocked } = suppliers(seed);
  const draw = chance(seed, 'invoices');
  const weights = Object.fromEntries(Object.entries(situations).map(([name, { share }]) => [name, share]));
  const rows: HistoryRow[] = [];
  for (let row = 0; row < count; row += 1) {
    const at = receivedAt(row, draw);
    const situation = situations[draw.weighted(weights)] ?? situations.asOrdered;
    if (situation === undefined) break;
    const supplier =
      situation.status === 'new' ? invent(draw, draw.of(costCentres), anyLanguage(draw)) : draw.of(situation.status === 'blocked' ? blocked : known);
    const fresh = shape(draw, situation, supplier, 10_000 + row, at);
    const earlier = situation.repeats ? rows[rows.length - draw.between(20, 200)] : undefined;
    // A repeat is the earlier invoice once more, with or without a word about it.
    const input = earlier === undefined ? fresh.input : { ...earlier.input, message: fresh.input.message };
    const right = { decision: draw.weighted(situation.right), costCentre: earlier === undefined ? fresh.centre : earlier.right.costCentre };
    rows.push({
      key: `INV-${10_000 + row}`,
      receivedAt: new Date(at).toISOString(),
      place: draw.of(places[supplier.language]),
      input,
      decided: decide(right, draw),
      right,
    });
  }
  return rows;
}

/** The history as it is used everywhere: the first half teaches the model, the second half is evidence, and no row is both. */
export function halves(rows: readonly HistoryRow[]): { readonly training: readonly HistoryRow[]; readonly evidence: readonly HistoryRow[] } {
  const half = Math.floor(rows.length / 2);
  return { training: rows.slice(0, half), evidence: rows.slice(half) };
}
