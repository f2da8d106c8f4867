const collator = new Intl.Collator("en", { numeric: true });

/** Compares names as people sort them: shop-2 before shop-10. */
export function byNaturalOrder(a: string, b: string): number {
	return collator.compare(a, b);
}
