// The promises over any history (test/histories.ts): every case ends, in time, decided once, and nothing leaves the house twice.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyDelay, histories, lived, onTime, type Point } from '../../test/histories.ts';
import { caseMoves } from './case.ts';
import type { CaseEffect } from './caseTypes.ts';
import { whyNotCertified } from './certificate.ts';

const entries = (points: readonly Point[], kind: string): number =>
  points.flatMap(({ effects }) => effects).filter((effect) => effect.kind === 'record' && effect.entry.kind === kind).length;
const effectsOf = (points: readonly Point[], kind: CaseEffect['kind']): number =>
  points.flatMap(({ effects }) => effects).filter((effect) => effect.kind === kind).length;
const runs = { numRuns: 2000 };

describe('over any history', () => {
  test('every case with a fallback ends, decided or discarded, and nothing wakes it any more', () => {
    fc.assert(
      fc.property(histories(anyDelay), (history) => {
        const end = lived(history).at(-1)?.state;
        expect(['decided', 'discarded']).toContain(end?.step);
        expect(end?.wakeAt).toBeNull();
        expect(end?.step === 'decided').toBe(end?.decision !== null);
      }),
      runs,
    );
  });

  test('in time, whatever people and the AI do, when silence is delivered in time', () => {
    fc.assert(
      fc.property(histories(onTime), (history) => {
        for (const { state, before } of lived(history)) {
          // Deadlines are judged when a case is decided; an undo near the end and a contest bring their own deadline with them.
          if (state.decision === null || before?.decision === state.decision) continue;
          expect(state.decision.at).toBeLessThanOrEqual(state.schedule.dueAt ?? 0);
        }
      }),
      runs,
    );
  });

  test('once: a second decision stands only after an undo or a contest, and each is in the record', () => {
    fc.assert(
      fc.property(histories(anyDelay), (history) => {
        const points = lived(history);
        const decided = entries(points, 'decided');
        const taken = entries(points, 'undone') + entries(points, 'contested');
        const end = points.at(-1)?.state;
        expect(decided).toBe(taken + (end?.step === 'decided' ? 1 : 0));
        expect(end?.former).toHaveLength(entries(points, 'contested'));
        for (const { before, state } of points) {
          // A decision that stands is never replaced by another in one step.
          if (before?.decision && state.decision) expect(state.decision).toBe(before.decision);
        }
      }),
      runs,
    );
  });

  test('an effect leaves once for each decision that stood, never for one that was taken back, and never in shadow', () => {
    fc.assert(
      fc.property(histories(anyDelay), (history) => {
        const points = lived(history);
        const outside = points.filter(({ before, state }) => state.decision?.route === 'outside' && before?.decision !== state.decision).length;
        expect(effectsOf(points, 'send')).toBe(entries(points, 'decided') - entries(points, 'undone') - outside);
        for (const { effects, state } of points) if (effects.some(({ kind }) => kind === 'send')) expect(state.step).toBe('decided');
      }),
      runs,
    );
  });

  test('the AI decides alone only under a certificate that holds at that moment, and within its caps', () => {
    fc.assert(
      fc.property(histories(anyDelay), (history) => {
        const [process] = history;
        const { agreement, certificate, wiringHash } = process;
        for (const { before, state, now } of lived(history)) {
          const { decision, proposal } = state;
          if (decision?.route !== 'auto' || before?.decision === decision) continue;
          const binding = { model: proposal?.model ?? '', wiringHash: wiringHash ?? '', trustHash: agreement.trustHash };
          expect(whyNotCertified(certificate, binding, now)).toBeNull();
          expect(proposal?.score).toBeGreaterThanOrEqual(certificate?.threshold ?? 2);
          expect([process.pausedBy, process.step === 'supervised' || process.step === 'autonomous']).toEqual([null, true]);
          expect(agreement.otherwise.exposure.cases).not.toBe(0);
          expect(agreement.decisions.get(decision.value ?? '')?.neverByAi).toBe(false);
        }
      }),
      runs,
    );
  });

  test('an event that the table does not name leaves the very same state, and no trace', () => {
    fc.assert(
      fc.property(histories(anyDelay), (history) => {
        for (const { before, event, state, effects } of lived(history)) {
          if (before === null || event === null || (caseMoves[before.step] as readonly string[]).includes(event.kind)) continue;
          expect(state).toBe(before);
          expect(effects).toEqual([]);
        }
      }),
      runs,
    );
  });

  test('who decided a case is never asked again after it was contested', () => {
    fc.assert(
      fc.property(histories(anyDelay), (history) => {
        for (const { state, effects } of lived(history)) {
          const former = state.former.filter(({ route }) => route === 'review').map(({ by }) => by);
          for (const effect of effects) if (effect.kind === 'ask') expect(effect.not).toEqual(former);
        }
      }),
      runs,
    );
  });

  test('a question is open exactly while a case is in review', () => {
    fc.assert(
      fc.property(histories(anyDelay), (history) => {
        let open = false;
        for (const { state, effects } of lived(history)) {
          for (const effect of effects) {
            if (effect.kind === 'ask') open = true;
            if (effect.kind === 'closeReview') open = false;
          }
          expect(open).toBe(state.step === 'reviewing');
          expect(state.review !== null).toBe(open);
        }
      }),
      runs,
    );
  });
});

test('the histories are worth something: each route and each step occurs often', () => {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(histories(onTime), (history) => {
      const names = lived(history).flatMap(({ state }) => [state.step, state.decision?.route ?? 'none', state.review?.stage ?? 'none']);
      for (const name of new Set(names)) seen.set(name, (seen.get(name) ?? 0) + 1);
    }),
    { ...runs, seed: 1 },
  );
  const rare = ['quarantined', 'proposing', 'observing', 'reviewing', 'held', 'decided', 'discarded', 'auto', 'review', 'fallback', 'outside'];
  for (const name of [...rare, 'cover', 'deputies']) expect([name, (seen.get(name) ?? 0) > 60]).toEqual([name, true]);
});
