import { type ReactNode, useId } from "react";

type SectionProps = {
  title: string;
  /** Shown beside the title. */
  count?: number;
  /** Stands behind the title, such as that a part is not signed. */
  mark?: ReactNode;
  children: ReactNode;
};

/** A part of a card under its own heading. */
export function Section({ title, count, mark, children }: SectionProps) {
  const id = useId();
  return (
    <section className="card-section" aria-labelledby={id}>
      <div className="card-section-head">
        <h4 id={id}>
          {title}
          {count !== undefined && <span className="count">{count}</span>}
        </h4>
        {mark}
      </div>
      {children}
    </section>
  );
}
