import type { MouseEvent } from "react";
import styles from "./skip-link.module.css";

/** The first stop of the Tab key: past the menus, to what the page is about. */
export function SkipLink(props: { readonly to: string }) {
	const go = (event: MouseEvent) => {
		event.preventDefault();
		document.getElementById(props.to)?.focus();
	};
	return (
		<a className={styles.skip} href={`#${props.to}`} onClick={go}>
			Skip to content
		</a>
	);
}
