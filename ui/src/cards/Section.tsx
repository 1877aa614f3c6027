import type { ReactNode } from "react";

type SectionProps = {
  title: string;
  /** Shown beside the title. */
  count?: number;
  children: ReactNode;
};

/** A part of a card under its own heading. */
export function Section({ title, count, children }: SectionProps) {
  return (
    <section className="card-section">
      <h4>
        {title}
        {count !== undefined && <span className="count">{count}</span>}
      </h4>
      {children}
    </section>
  );
}
