import { useMemo } from "react";
import classes from "./console.module.css";
import { splitStates, type TonedText } from "./kubernetes-states.ts";

const looks: Readonly<
	Record<NonNullable<TonedText["tone"]>, string | undefined>
> = {
	sentence: classes.wrapping,
	good: classes.good,
	waiting: classes.waiting,
	bad: classes.bad,
};

/** Output with the states of Kubernetes in colour, which the words say too, and sentences that wrap. */
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
