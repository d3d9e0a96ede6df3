const PAUSE_MS = 500;

/** Looks again and again, until it is told that nothing moves any more. */
export async function untilStill(look: () => Promise<boolean>): Promise<void> {
  while (!(await look())) {
    await new Promise((resolve) => {
      setTimeout(resolve, PAUSE_MS);
    });
  }
}
