// Whole lists, a page at a time, by the cursors of their connections.

/** A page: its operation asks for `nodes` and `pageInfo`. */
export type Connection<Node> = {
  nodes: readonly Node[];
  pageInfo: { hasNextPage: boolean; endCursor?: string | null };
};

/** `pages((after) => market.ask(ListingsDocument, { after }).then(({ listings }) => listings))`.
 *
 * Keep a page's `endCursor` once you have handled it, and go on after it tomorrow. */
export async function* pages<Page extends Connection<unknown>>(
  ask: (after: string | null) => Promise<Page | null | undefined>,
  after: string | null = null,
): AsyncGenerator<Page, void, void> {
  for (;;) {
    const page = await ask(after);
    if (page === null || page === undefined) return;
    yield page;
    const { hasNextPage, endCursor = null } = page.pageInfo;
    if (!hasNextPage || endCursor === null || endCursor === after) return;
    after = endCursor;
  }
}

/** One by one, whatever the pages. */
export async function* nodes<Node>(
  ask: (after: string | null) => Promise<Connection<Node> | null | undefined>,
  after: string | null = null,
): AsyncGenerator<Node, void, void> {
  for await (const page of pages(ask, after)) yield* page.nodes;
}
