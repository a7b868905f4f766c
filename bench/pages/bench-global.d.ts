/** What a page of a bench offers to Node. */
declare var bench: unknown;
