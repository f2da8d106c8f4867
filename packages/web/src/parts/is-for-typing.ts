/** Whether keys that are pressed there are what one types. */
export function isForTyping(target: EventTarget | null): boolean {
	return (
		target instanceof HTMLElement &&
		(target.isContentEditable ||
			target.matches("input, textarea, select, [role=combobox]"))
	);
}
