// How many calls may be repetitions: one in ten of all first calls, and never more than was saved up. In an outage that makes at most
// 1.1 calls a case, at every moment and not only on average; the price is that the first nine calls of a program are never repeated.

/** More saved up than this would let a burst of repetitions fall on a model that has just begun to fail. */
const savedMax = 20;

export class RetryBudget {
  /** In tenths, since 0.1 cannot be added up exactly. */
  #tenths = 0;

  firstCall(): void {
    this.#tenths = Math.min(this.#tenths + 1, savedMax * 10);
  }

  /** Takes one repetition out of the budget when there is one. */
  take(): boolean {
    if (this.#tenths < 10) return false;
    this.#tenths -= 10;
    return true;
  }
}
