import { expect, test } from 'vitest';
import { certificate } from '../../test/process.ts';
import { whyNotCertified } from './certificate.ts';
import { instant } from './time.ts';

const binding = { model: certificate.model, wiringHash: certificate.wiringHash, trustHash: certificate.trustHash };

test.each<[what: string, change: object, moment: number, why: string | null]>([
  ['from its first moment on', {}, certificate.from, null],
  ['not before', {}, certificate.from - 1, 'The certificate begins on 2026-03-02.'],
  ['until its last moment', {}, certificate.until - 1, null],
  ['not at its end', {}, certificate.until, 'The certificate ended on 2026-05-31.'],
  ['for this model', { model: 'm2' }, certificate.from, 'The certificate is for m1, this answer is from m2.'],
  ['for this wiring', { wiringHash: 'w2' }, certificate.from, 'The certificate is for another prompt or wiring.'],
  ['for this agreement', { trustHash: 'x' }, certificate.from, 'The certificate is for another version of the agreement.'],
])('a certificate holds %s', (_, change, moment, why) => {
  expect(whyNotCertified(certificate, { ...binding, ...change }, instant(moment))).toBe(why);
});

test('without one nothing is certified', () => {
  expect(whyNotCertified(null, binding, certificate.from)).toBe('No certificate: a person decides every case.');
});
