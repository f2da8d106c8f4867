/** The rows that are in view, and how much lies above and below them. */
export interface RowWindow {
	readonly rows: readonly { readonly index: number; readonly key: string }[];
	readonly above: number;
	readonly below: number;
	readonly measure: (element: Element | null) => void;
}
