import { Problem } from '@causerie/client';

/** What decides over an account is done only after a fresh proof; the dialog asks for it where the server does. */
export class Proving {
  #asking = $state(false);
  #answer: ((proved: boolean) => void) | null = null;

  get asking(): boolean {
    return this.#asking;
  }

  /** Does the work, where it is refused after a proof once more. Whether it was done. */
  async run(work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      if (!(error instanceof Problem && error.code === 'forbidden')) throw error;
    }
    this.#asking = true;
    const proved = await new Promise<boolean>((resolve) => {
      this.#answer = resolve;
    });
    if (proved) await work();
    return proved;
  }

  /** The dialog is done: the person proved who they are, or closed it. */
  end(proved: boolean): void {
    this.#asking = false;
    this.#answer?.(proved);
    this.#answer = null;
  }
}
