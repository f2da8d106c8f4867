import { VisuallyHidden } from "@mantine/core";
import classes from "./middle-cut.module.css";
import { splitName } from "./split-name.ts";

/** A name on one line. Where there is no room it is cut in its middle: the end tells names of one fleet apart. The title, and what is read aloud, is whole. */
export function MiddleCut(props: { readonly text: string }) {
	const [head, tail] = splitName(props.text);
	if (head === "") return <span title={props.text}>{props.text}</span>;
	return (
		<span className={classes.name} title={props.text}>
			<VisuallyHidden>{props.text}</VisuallyHidden>
			<span aria-hidden className={classes.head}>
				{head}
			</span>
			<span aria-hidden className={classes.tail}>
				{tail}
			</span>
		</span>
	);
}
