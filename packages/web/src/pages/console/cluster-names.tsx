import { Anchor, Text } from "@mantine/core";
import { useState } from "react";
import { plainOutput } from "../../parts/plain-output.ts";
import classes from "./console.module.css";

const namedAtFirst = 12;

/** Who answered the same; the rest is one press away. */
export function ClusterNames({ names }: { readonly names: readonly string[] }) {
	const [isWhole, setWhole] = useState(false);
	const shown = isWhole ? names : names.slice(0, namedAtFirst);
	const left = names.length - shown.length;
	return (
		<Text
			size="xs"
			px="xs"
			py={4}
			className={`${classes.wrapping} ${classes.aside}`}
		>
			{shown.map(plainOutput).join(", ")}
			{left > 0 && (
				<>
					{" "}
					<Anchor
						component="button"
						type="button"
						size="xs"
						onClick={() => setWhole(true)}
					>
						and {left} more
					</Anchor>
				</>
			)}
		</Text>
	);
}
