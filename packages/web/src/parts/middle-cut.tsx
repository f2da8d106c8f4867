import classes from "./middle-cut.module.css";
import { splitName } from "./split-name.ts";

/** A name on one line. Where there is no room it is cut in its middle: the end tells names of one fleet apart. The title is whole. */
export function MiddleCut(props: { readonly text: string }) {
	const [head, tail] = splitName(props.text);
	return (
		<span className={classes.name} title={props.text}>
			{head !== "" && <span className={classes.head}>{head}</span>}
			<span className={classes.tail}>{tail}</span>
		</span>
	);
}
