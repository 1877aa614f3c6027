/** One opening of a panel reads the same few texts in several places: as saved, and as typed. */
const MAX_TEXTS = 4;

/** Remembers what `read` makes of the last few texts. What it returns must not be changed by anybody. */
export function recall<Result>(read: (text: string) => Result): (text: string) => Result {
  const results = new Map<string, Result>();
  return (text) => {
    const known = results.get(text);
    if (known !== undefined) {
      return known;
    }
    const result = read(text);
    results.set(text, result);
    for (const oldest of results.keys()) {
      if (results.size <= MAX_TEXTS) {
        break;
      }
      results.delete(oldest);
    }
    return result;
  };
}
