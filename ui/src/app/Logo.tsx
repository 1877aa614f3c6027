/** The sign of the app: a road on arches. */
export function Logo({ size = 20 }: { size?: number }) {
  return (
    <svg
      className="logo"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2.2"
      strokeLinecap="round"
      aria-hidden
    >
      <path d="M2 7.5h20" />
      <path d="M3.5 18.5v-2a4.25 4.25 0 0 1 8.5 0v2" />
      <path d="M12 18.5v-2a4.25 4.25 0 0 1 8.5 0v2" />
    </svg>
  );
}
