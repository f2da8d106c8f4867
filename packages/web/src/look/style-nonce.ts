/** The nonce that style elements made at run time must carry; the control plane puts it into each page (see index.html). */
export function styleNonce(): string {
	return (
		document.querySelector('meta[name="csp-nonce"]')?.getAttribute("content") ??
		""
	);
}

/** Lets the library that keeps the page from scrolling behind a dialog make its style element: it looks for the nonce there. */
export function shareStyleNonce(): void {
	Object.assign(globalThis, { __webpack_nonce__: styleNonce() });
}
