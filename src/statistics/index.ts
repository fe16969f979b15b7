// The door of `fortnight/statistics`: pure functions without dependencies. Each states its claim, its assumptions and its proof.
export { type RateBounds, rateBounds } from './binomial.ts';
export { needed } from './needed.ts';
