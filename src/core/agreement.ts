// The agreement: what the owner of a process signs, as typed data. `agreement/parse` reads it from a file; nothing here does I/O.
// What the file leaves out is either a default (listed with its reason, accepted with the signature) or `null`: missing, never guessed.
import type { Condition } from './rule.ts';
import type { Duration, Span } from './time.ts';

export type Language = 'en' | 'fr' | 'de';
export const languages: readonly Language[] = ['en', 'fr', 'de'];

/** Words for one thing per language; the first is written, the others are read too. Every language has at least one. */
export type Label = Readonly<Record<Language, readonly string[]>>;
export const labelIn = (label: Label, language: Language): string => label[language][0] ?? label.en[0] ?? '';

export const fieldTypes = ['text', 'choice', 'money', 'number', 'date', 'yesno', 'file'] as const;
export type FieldType = (typeof fieldTypes)[number];

export interface Field {
  readonly id: string;
  readonly type: FieldType;
  readonly label: Label;
  readonly optional: boolean;
  /** Personal values never stand in the journal, and erasure removes them. */
  readonly personal: boolean;
  /** Choice only: value id to its label, in the order of the file. */
  readonly values: ReadonlyMap<string, Label>;
  readonly unit: string | null;
  /** Money only: ISO 4217. */
  readonly currency: string | null;
  readonly show: 'first' | null;
  /** This field names the person whom the case is about. */
  readonly subject: boolean;
}

export interface DecisionRule {
  readonly id: string;
  readonly label: Label;
  /** How long the effect is held back; null: the default of the route (10 s for review, 0 else). */
  readonly undoFor: Duration | null;
  /** A text that must come with this decision: `fills.NAME`, or `reason` itself. */
  readonly needs: string | null;
  readonly neverByAi: boolean;
  /** `before`: a drawn case is decided by the checking person, since its effect cannot be undone. */
  readonly audit: 'after' | 'before';
}

/** A business rule as the owner wrote it, and what it means. */
export interface Rule {
  readonly sentence: string;
  readonly language: Language;
  readonly condition: Condition;
}

/** `n in m`, kept as counted. */
export interface Share {
  readonly count: number;
  readonly of: number;
}
export const rateOf = (share: Share): number => share.count / share.of;

export interface Money {
  /** Decimal string without exponent. */
  readonly amount: string;
  readonly currency: string;
}

export interface ErrorKind {
  readonly id: string;
  readonly label: Label;
  readonly when: { readonly decided: string | null; readonly shouldBe: string | null } | { readonly field: string };
  /** null when guarded by rules instead of measured. */
  readonly atMost: Share | null;
  readonly guardedBy: readonly Rule[];
  readonly costs: Money | null;
}

export interface Team {
  readonly team: string;
  readonly people: number;
  readonly casesPerHour: number;
  readonly hoursPerDay: number;
}

export interface People {
  readonly owner: string | null;
  readonly deputies: readonly string[];
  readonly sponsor: string | null;
  readonly budgetHolder: string | null;
  readonly answerWithin: Span;
  readonly reviewers: Team | null;
  readonly coverReviewers: Team | null;
  /** Before the deadline. */
  readonly coverFrom: Span;
  readonly handOnTo: readonly string[];
  readonly projectTeam: readonly string[];
  readonly fourEyes: boolean;
}

export interface Otherwise {
  readonly aiDecides: 'when certified' | 'never';
  /** 0.90 for "90%". */
  readonly sureness: number;
  readonly certificateLasts: Duration;
  /** Signals whose smallest is the score; empty for `rankedBy: none`. */
  readonly rankedBy: readonly string[];
  readonly checkedAtRandom: { readonly assisted: Share; readonly supervised: Share; readonly autonomous: Share };
  readonly exposure: { readonly cases: number | null; readonly money: Money | null };
  readonly inARow: { readonly per: string; readonly atMost: number } | null;
  readonly cannotTell: 'error' | 'excluded';
  readonly costPerCase: { readonly atMost: Money; readonly worst: Money } | null;
}

export interface Fallback {
  /** Before the deadline. */
  readonly before: Span;
  readonly decide: string;
  readonly fills: Readonly<Record<string, string>>;
  readonly never: readonly string[];
  readonly exercised: Duration | null;
}

export interface Budgets {
  readonly fallbackShare: Share | null;
  readonly fallbackShareInTrouble: Share | null;
  readonly reviewShare: Share | null;
  readonly withoutAi: Span | null;
  readonly noticeWithin: {
    readonly aiDown: Span | null;
    readonly aiChanged: number | null;
    readonly aiWorse: number | null;
    readonly noCases: Span | null;
    readonly checksStopped: Span | null;
  };
  readonly slip: Readonly<Record<string, number>>;
  readonly falseAlarms: number | null;
  readonly aiCost: { readonly perCase: Money | null; readonly perDay: Money | null; readonly perMonth: Money | null };
  /** A reason, when a budget is above the sanity limits on purpose. */
  readonly onPurpose: string | null;
}

export interface Calendar {
  /** ISO weekdays, 1 = Monday. */
  readonly weekdays: readonly number[];
  /** Minutes after local midnight. */
  readonly from: number;
  readonly to: number;
  readonly timezone: string;
  /** Regions such as `CH-VD`; a holiday in any of them is free. */
  readonly holidays: readonly string[];
}

export interface Expectation {
  readonly casesPerWeek: number | null;
  readonly minutesPerCaseByHand: number | null;
  readonly hoursSavedPerWeek: number | null;
  readonly decidedByAi: number | null;
  readonly decidedInTime: number | null;
  readonly usedEveryWeek: { readonly by: readonly string[]; readonly atLeast: number; readonly ownerToldAfter: Duration } | null;
}

export interface ChangeInWork {
  readonly team: string;
  readonly before: string;
  readonly after: string;
  readonly from: string;
  readonly stops: string | null;
  readonly agreedBy: string | null;
}

export interface Agreement {
  readonly process: string;
  readonly name: Label;
  readonly case: Label;
  readonly language: Language;
  /** `en-CH`: language and number format of the sentences. */
  readonly locale: string;
  readonly purpose: string | null;
  readonly expect: Expectation;
  /** ISO date; after it, people decide. */
  readonly reviewAgreementBy: string | null;
  readonly people: People;
  readonly deadline: Span | null;
  readonly calendar: Calendar;
  readonly keyIsPersonal: boolean;
  readonly fields: ReadonlyMap<string, Field>;
  readonly fills: ReadonlyMap<string, Field>;
  readonly decisions: ReadonlyMap<string, DecisionRule>;
  readonly personDecidesWhen: readonly Rule[];
  readonly otherwise: Otherwise;
  readonly fallback: Fallback | null;
  readonly changesInWork: readonly ChangeInWork[];
  readonly errors: ReadonlyMap<string, ErrorKind>;
  readonly budgets: Budgets;
  readonly overload: { readonly first: string; readonly tell: 'owner' | 'deputies' | 'sponsor' } | null;
  readonly notify: {
    readonly owner: readonly string[];
    readonly sponsor: readonly string[];
    readonly reviewers: readonly string[];
    readonly undeliveredAfter: Duration;
    readonly quiet: string | null;
    readonly digest: string | null;
  };
  readonly keep: { readonly decisions: Duration | null; readonly aiInputs: Duration; readonly personal: Duration | null };
  /** SHA-256 of the canonical JSON of everything in the file; what a signature binds. */
  readonly hash: string;
  /** The same over fields, fills, decisions, personDecidesWhen, otherwise, errors, reviewers: what a certificate binds. */
  readonly trustHash: string;
}

/** A value that the file leaves out and we propose; accepted with the signature. */
export interface Default {
  readonly path: string;
  readonly value: string;
  readonly why: string;
}
