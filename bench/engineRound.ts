// One contestant in a process of its own, so that nobody's heap, timers or connections weigh on another. Started by engine.ts.
import { contestants } from './contestants.ts';
import { measure } from './measure.ts';

const [name = '', databaseUrl = '', server = '', cases = '', warmUp = ''] = process.argv.slice(2);
const load = contestants[name];
if (load === undefined || process.send === undefined) throw new Error('This file is started by bench/engine.ts.');
const contestant = await load();
const round = await measure(contestant, databaseUrl, Number(server), { cases: Number(cases), warmUp: Number(warmUp) });
const { name: title, note, part } = contestant;
process.send({ title, note, part, round }, () => process.exit(0));
