// What must happen before this process ends, on a normal exit and on a signal. One listener for all clusters of the process.

interface Ending {
  /** Ends well, and takes its time. */
  stop(): Promise<void>;
  /** Ends at once: an exit handler cannot wait. */
  now(): void;
}

/** Not SIGHUP: a listener would undo `nohup`. A server that stays behind is found again by the next start. */
const signals = ['SIGINT', 'SIGTERM'] as const;
const endings = new Set<Ending>();

const onExit = (): void => {
  for (const ending of endings) ending.now();
};

function onSignal(signal: NodeJS.Signals): void {
  // With another listener the program has plans of its own, and ends with `stop` or with an exit.
  if (process.listenerCount(signal) > 1) return;
  const die = (): void => {
    process.off(signal, onSignal);
    process.kill(process.pid, signal);
  };
  void Promise.allSettled([...endings].map((ending) => ending.stop())).then(die);
}

/** Registers an ending; the answer takes it back. */
export function atTheEnd(ending: Ending): () => void {
  if (endings.size === 0) {
    process.on('exit', onExit);
    for (const signal of signals) process.on(signal, onSignal);
  }
  endings.add(ending);
  return () => {
    endings.delete(ending);
    if (endings.size > 0) return;
    process.off('exit', onExit);
    for (const signal of signals) process.off(signal, onSignal);
  };
}
