// The door of the package for wiring files: `import { defineAi, … } from 'fortnight'`. It only describes, so it loads fast and does nothing.

export type { Question } from './models/model.ts';
export type {
  AskFunction,
  CallPrice,
  EnvName,
  ModelAnswer,
  ModelSpec,
  OutputMapping,
  PlannedTrouble,
  PromptFile,
  RecordedRow,
  Setting,
  TokenPrice,
  Trouble,
  Wiring,
  WiringOptions,
} from './models/wiring.ts';
export { command, defineAi, env, file, fn, http, logprob, openaiCompatible, recorded, scripted } from './models/wiring.ts';
export { WiringError } from './models/wiringError.ts';
