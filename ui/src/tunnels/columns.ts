/** How many columns the table of tunnels has: what is unfolded below a row spans them all. */
export const COLUMNS = 11;
