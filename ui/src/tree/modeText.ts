const LETTERS = ["r", "w", "x"] as const;

/** Permission bits as `ls` writes them, with the octal number: "rw-r--r-- (0644)". */
export function modeText(mode: number): string {
  const bits: string[] = Array.from({ length: 9 }, (_, place) =>
    (mode & (1 << (8 - place))) === 0 ? "-" : (LETTERS[place % 3] ?? "-"),
  );
  const special: [number, number, string, string][] = [
    [0o4000, 2, "s", "S"],
    [0o2000, 5, "s", "S"],
    [0o1000, 8, "t", "T"],
  ];
  for (const [bit, place, withX, withoutX] of special) {
    if ((mode & bit) !== 0) {
      bits[place] = bits[place] === "x" ? withX : withoutX;
    }
  }
  return `${bits.join("")} (${(mode & 0o7777).toString(8).padStart(4, "0")})`;
}
