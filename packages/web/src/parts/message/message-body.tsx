import { Text } from "@mantine/core";
import { focusable } from "../focusable.ts";
import classes from "./message.module.css";
import type { BodyPlan } from "./plan-message.ts";

/** A paragraph, a block of code, or both. */
export function MessageBody({ body }: { readonly body: BodyPlan }) {
	return (
		<>
			{body.text !== "" && (
				<Text size="sm" className={classes.text}>
					{body.text}
				</Text>
			)}
			{body.code !== "" && (
				<pre className={classes.code} {...focusable}>
					{body.code}
				</pre>
			)}
		</>
	);
}
