// How a certificate ends.
import { labelIn } from '../core/agreement.ts';
import type { Ledger } from './ledger.ts';

/** From the next decision on, nothing is accepted under it; decisions taken stay. */
export function voidCertificate(ledger: Ledger, why: string): void {
  const { runtime } = ledger;
  const { certificate } = runtime;
  if (certificate === null) return;
  ledger.record({ kind: 'certificateVoided', by: 'fortnight', data: { certificate: certificate.id, why } });
  ledger.rest.certificates.push({ id: certificate.id, certificate: JSON.stringify(certificate), voidedAt: ledger.now, voidWhy: why });
  ledger.timer('certificate', certificate.id, null);
  const name = runtime.agreement === null ? runtime.name : labelIn(runtime.agreement.name, runtime.agreement.language);
  ledger.happened('certificateVoid', certificate.id, `${name}: the certificate no longer holds. ${why} People decide.`);
  runtime.certificate = null;
  runtime.head = { ...runtime.head, certificate: null };
}
