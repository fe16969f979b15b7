import { expect, test } from 'vitest';
import { isDatabaseAway } from './away.ts';

const withCode = (code: string): Error => Object.assign(new Error('x'), { code });

test.each([
  ['nobody listens', withCode('ECONNREFUSED'), true],
  ['no socket', withCode('ENOENT'), true],
  ['several addresses, none answers', new AggregateError([withCode('ECONNREFUSED')]), true],
  ['shut down by an administrator', withCode('57P01'), true],
  ['starting up', withCode('57P03'), true],
  ['too many connections', withCode('53300'), true],
  ['the disk is full', withCode('53100'), true],
  ['only a standby is left', withCode('25006'), true],
  ['dropped', withCode('3D000'), true],
  ['the driver says so in words', new Error('Connection terminated unexpectedly'), true],
  ['a query was cancelled', withCode('57014'), false],
  ['a unique key', withCode('23505'), false],
  ['a mistake in our SQL', withCode('42601'), false],
  ['a mistake in our code', new TypeError('x is undefined'), false],
  ['no error at all', 'ECONNREFUSED', false],
])('%s', (_, error, away) => expect(isDatabaseAway(error)).toBe(away));
