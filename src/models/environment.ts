// Values of the environment that a wiring names, and which of them must never be shown.
import type { Setting } from './wiring.ts';
import { WiringError } from './wiringError.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export function settingValue(setting: Setting, environment: Environment): string {
  if (typeof setting === 'string') return setting;
  const value = environment[setting.env];
  if (value !== undefined && value !== '') return value;
  throw new WiringError(`The wiring needs the environment variable ${setting.env}, which is not set.`, `Set ${setting.env} and start again.`);
}

export function settingValues(settings: Readonly<Record<string, Setting>> | undefined, environment: Environment): Record<string, string> {
  return Object.fromEntries(Object.entries(settings ?? {}).map(([name, setting]) => [name, settingValue(setting, environment)]));
}

/** An address that may be used; it is not shown in errors, since people put keys into addresses. */
export function addressOf(setting: Setting, environment: Environment): URL {
  const url = URL.canParse(settingValue(setting, environment)) ? new URL(settingValue(setting, environment)) : null;
  if (url !== null && (url.protocol === 'https:' || url.protocol === 'http:') && url.username === '' && url.password === '') return url;
  throw new WiringError(
    'The address of the model cannot be used.',
    'Write http(s)://host/path without name and password; keys belong into headers or apiKey.',
  );
}

/** The part of an address that says which model is asked: no query, which may hold a key. */
export const addressShown = (url: URL): string => `${url.origin}${url.pathname}`;
