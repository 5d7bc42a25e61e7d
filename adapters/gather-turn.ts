/** Something asked for, and whom to tell. */
interface Asked<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Puts together what is asked for within one turn of the event loop, and asks for all of it at once: under load a storage step costs little more for many than
 * for one. Without load nothing waits for anything.
 *
 * @param answer answers every item, in their order; when it fails, it fails for all of them
 * @param most how many go together: as soon as there are so many, they go, and the turn begins anew
 */
export function gatherTurn<Item, Result>(
  answer: (items: readonly Item[]) => Promise<readonly Result[]> | readonly Result[],
  most: number,
): (item: Item) => Promise<Result> {
  let waiting: Asked<Item, Result>[] = [];

  async function answerAll(asked: readonly Asked<Item, Result>[]): Promise<void> {
    try {
      const results = await answer(asked.map(({ item }) => item));
      asked.forEach(({ resolve }, at) => resolve(results[at] as Result));
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  }

  function endTurn(): void {
    const asked = waiting;
    waiting = [];
    if (asked.length > 0) void answerAll(asked);
  }

  return (item) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(endTurn);
      if (waiting.push({ item, resolve, reject }) >= most) endTurn();
    });
}
