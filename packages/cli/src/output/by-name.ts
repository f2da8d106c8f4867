const collator = new Intl.Collator("en", { numeric: true });

/** Names in natural order: shop-2 before shop-10. */
export const byName: (a: string, b: string) => number = collator.compare;
