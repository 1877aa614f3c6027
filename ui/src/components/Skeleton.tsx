type SkeletonProps = {
  /** What is being loaded, for screen readers. */
  label: string;
  lines?: number;
};

/** Stands where something is being loaded. */
export function Skeleton({ label, lines = 3 }: SkeletonProps) {
  const widths = ["72%", "94%", "58%", "83%", "66%"];
  return (
    <div className="skeleton" role="status" aria-label={label}>
      {Array.from({ length: lines }, (_, line) => (
        <span
          className="skeleton-line"
          key={widths[line] ?? line}
          style={{ width: widths[line % 5] }}
        />
      ))}
    </div>
  );
}
