import { useMemo } from "react";
import classes from "./console.module.css";
import { type StateTone, splitStates } from "./kubernetes-states.ts";

const looks: Readonly<Record<StateTone, string | undefined>> = {
	good: classes.good,
	waiting: classes.waiting,
	bad: classes.bad,
};

/** Output with the states of Kubernetes in colour; the words say the same. */
export function StatedText({ text }: { readonly text: string }) {
	const pieces = useMemo(() => splitStates(text), [text]);
	return pieces.map((piece, place) =>
		piece.tone ? (
			<span key={place} className={looks[piece.tone]}>
				{piece.text}
			</span>
		) : (
			piece.text
		),
	);
}
