// What an engineer wrote in a wiring file and has to put right. It names no secret and no value of the environment.

export class WiringError extends Error {
  /** What to do about it. */
  readonly help: string;
  constructor(message: string, help: string) {
    super(`${message} ${help}`);
    this.name = 'WiringError';
    this.help = help;
  }
}
