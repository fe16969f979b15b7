// `fortnight start`: the server, with its own database unless DATABASE_URL names one. It says what it does from the first second, and ends
// when it is told to, with everything finished that it holds.
import { isFree, isThisMachine, nextFree, urlOf } from '../server/address.ts';
import { settingsFrom } from '../server/composition.ts';
import { type Host, openHost, type ServedProcess } from '../server/host.ts';
import { operatorTokenPath } from '../server/operatorToken.ts';
import { openExampleCases } from './exampleCases.ts';
import { CommandError, exitCodes, type Output } from './output.ts';
import { readProcesses } from './processFolder.ts';

const standardPort = 4848;

interface Place {
  readonly host: string;
  readonly port: number;
}

function placeFrom(options: Readonly<Record<string, unknown>>, environment: NodeJS.ProcessEnv): Place {
  const host = environment.HOST || '127.0.0.1';
  const text = String(options.port ?? (environment.PORT || standardPort));
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) {
    throw new CommandError({ code: 'usage', message: `"${text}" is no port.`, why: 'A port is a number up to 65535.', do: 'Try --port 4848.' });
  }
  if (!isThisMachine(host)) {
    throw new CommandError({
      code: 'public-address',
      message: `Fortnight does not listen on ${host}.`,
      why: 'Others could read tokens and cases on their way: this version speaks no TLS by itself.',
      do: 'Leave HOST at 127.0.0.1, and put a proxy with TLS in front of it on this machine.',
    });
  }
  return { host, port };
}

async function portInUse({ host, port }: Place): Promise<CommandError> {
  const free = await nextFree(host, port);
  const mine = await fetch(`${urlOf(host, port)}/health/live`).then(
    async (answer) => ((await answer.json().catch(() => null)) as { live?: unknown } | null)?.live === true,
    () => false,
  );
  return new CommandError({
    code: 'port-in-use',
    message: `The port ${port} is in use${mine ? ' by another Fortnight' : ''}.`,
    why: `Another program listens on ${host}:${port}.`,
    do: free === null ? 'Stop it, or name another port: PORT=….' : `Stop it, or start with PORT=${free}.`,
  });
}

const notOpened = (code: string, message: string): CommandError =>
  new CommandError({ code, message, why: 'The server needs its database and its processes.', do: 'Do what the message says, then start again.' });

/** Resolves with the signal that ends the server; a second one ends it at once. */
function toldToStop(): Promise<'SIGINT' | 'SIGTERM'> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        for (const again of ['SIGINT', 'SIGTERM'] as const) process.once(again, () => process.exit(exitCodes.interrupted));
        resolve(signal);
      });
    }
  });
}

function welcome(out: Output, { offices, port }: Host, host: string, served: readonly ServedProcess[], dataDir: string): void {
  const url = urlOf(host, port);
  const first = served[0]?.agreement.process ?? '';
  const token = process.env.FORTNIGHT_OPERATOR_TOKEN ? 'as FORTNIGHT_OPERATOR_TOKEN sets it' : `${operatorTokenPath(dataDir)} (keep it to yourself)`;
  out.say('');
  out.say(`Fortnight serves at ${url}`);
  for (const { runtime } of offices) {
    const signed = runtime.signedBy === null ? 'not signed' : `signed by ${runtime.signedBy}`;
    out.say(`  ${runtime.name} · ${runtime.head.step} · ${signed}${runtime.wiringHash === null ? ' · without AI' : ''}`);
  }
  out.say(`  operator token: ${token}`);
  out.say('');
  out.say('Try, in another terminal of this folder:');
  if (port !== standardPort) out.say(`  export FORTNIGHT_URL=${url}`);
  out.say('  npx fortnight status');
  out.say(`  npx fortnight tokens create --name me --process ${first} --may open,read`);
  out.say(`  curl -s ${url}/v1/inbox -H "Authorization: Bearer $TOKEN"      TOKEN: what the line above has shown`);
  out.say('');
  out.say('Stop it with Ctrl-C.');
}

export async function start(_args: readonly string[], options: Readonly<Record<string, unknown>>, out: Output): Promise<void> {
  const environment = process.env;
  const place = placeFrom(options, environment);
  out.say('Fortnight starts …');
  if (place.port !== 0 && !(await isFree(place.host, place.port))) throw await portInUse(place);
  const where = String(options.processes ?? environment.FORTNIGHT_PROCESSES ?? '') || null;
  const served = await readProcesses(where, out);
  for (const { agreement } of served) out.say(`  read ${agreement.process}`);
  const settings = settingsFrom(environment);
  const ended = toldToStop();
  const opened = await openHost({ settings, environment, processes: served, ...place, say: (line) => out.say(line) }).catch(
    async (error: unknown) => {
      throw (error as NodeJS.ErrnoException).code === 'EADDRINUSE' ? await portInUse(place) : error;
    },
  );
  if (!opened.ok) throw notOpened(opened.problem, opened.detail);
  const host = opened.value;
  if (where === null) {
    const count = await openExampleCases(host.engine, served[0]?.agreement.process ?? '');
    if (count > 0) out.say(`  ${count} invented invoices were brought in as examples; their keys begin with "example-", and they are no evidence`);
  }
  welcome(out, host, place.host, served, settings.dataDir);
  const signal = await ended;
  out.say(
    `Stopping: what is in hand is finished first. ${signal === 'SIGINT' ? 'Once more Ctrl-C stops at once; nothing accepted is lost.' : ''}`.trim(),
  );
  await host.stop();
  const exit = signal === 'SIGINT' ? exitCodes.interrupted : exitCodes.yes;
  out.answer({ exit, summary: 'Stopped. Nothing that was accepted is lost.', json: { ok: true } });
}
