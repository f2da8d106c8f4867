/** The nonce that style elements made at run time must carry; the control plane puts it into each page (see index.html). */
export function styleNonce(): string {
	return (
		document.querySelector('meta[name="csp-nonce"]')?.getAttribute("content") ??
		""
	);
}
