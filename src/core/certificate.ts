// The certificate: the proof, from reviewed cases, that the cases above a threshold stay within every tolerance.
// It binds model, prompt and wiring, and the part of the agreement that trust depends on (RULINGS C1); a holiday voids nothing.
import { type Instant, isoOf } from './time.ts';

export interface Certificate {
  readonly id: string;
  /** The lowest certified score, compared as the exact double. */
  readonly threshold: number;
  /** The model id as the provider reports it. */
  readonly model: string;
  readonly wiringHash: string;
  readonly trustHash: string;
  readonly from: Instant;
  readonly until: Instant;
  /** Made for a test, a bench or a trial run; never accepted by a live database. */
  readonly planted: boolean;
}

export interface Binding {
  readonly model: string;
  readonly wiringHash: string;
  readonly trustHash: string;
}

/** Why the certificate does not hold for this answer at this moment; null when it holds. */
export function whyNotCertified(certificate: Certificate | null, binding: Binding, now: Instant): string | null {
  if (certificate === null) return 'No certificate: a person decides every case.';
  if (now < certificate.from) return `The certificate begins on ${isoOf(certificate.from).slice(0, 10)}.`;
  if (now >= certificate.until) return `The certificate ended on ${isoOf(certificate.until).slice(0, 10)}.`;
  if (certificate.trustHash !== binding.trustHash) return 'The certificate is for another version of the agreement.';
  if (certificate.wiringHash !== binding.wiringHash) return 'The certificate is for another prompt or wiring.';
  if (certificate.model !== binding.model) return `The certificate is for ${certificate.model}, this answer is from ${binding.model}.`;
  return null;
}
