import { AppError } from "@quarterdeck/contract";

/** One way to say which clusters: a name, a glob (`prod-*`) or a label selector (`region=eu,tier!=test`). The fleet knows which. */
export type TargetTerm = string;

const maxTerms = 1000;
const maxTermCharacters = 1000;

/**
 * The terms of one `--cluster` value. Commas separate; label requirements that stand next to each other are one selector
 * and must all hold, as in kubectl, so `region=eu,tier=prod,us` means "both labels, or the cluster us".
 *
 * @throws AppError COMMAND_UNPARSABLE for an empty or an endless name.
 */
export function parseTargetTerms(value: string): TargetTerm[] {
	const terms: TargetTerm[] = [];
	for (const piece of value.split(/,(?![^()]*\))/)) {
		const term = requireTerm(piece.trim(), value);
		const last = terms.at(-1);
		if (isSelector(term) && last !== undefined && isSelector(last))
			terms[terms.length - 1] = `${last},${term}`;
		else terms.push(term);
	}
	return terms;
}

/** The terms of all `--cluster` values. @throws AppError COMMAND_UNPARSABLE as `parseTargetTerms`, or for far too many. */
export function parseAllTargetTerms(values: readonly string[]): TargetTerm[] {
	const terms = values.flatMap(parseTargetTerms);
	if (terms.length <= maxTerms) return terms;
	throw new AppError("COMMAND_UNPARSABLE", {
		reason: `--cluster names more than ${maxTerms} clusters`,
		hint: "Use a label selector or --all-clusters.",
	});
}

function requireTerm(piece: string, value: string): TargetTerm {
	if (piece.length > maxTermCharacters)
		throw new AppError("COMMAND_UNPARSABLE", {
			reason: `a name in --cluster has more than ${maxTermCharacters} characters`,
			hint: "Use a label selector or --all-clusters.",
		});
	if (piece !== "") return piece;
	throw new AppError("COMMAND_UNPARSABLE", {
		reason: `there is an empty cluster name in --cluster ${value.slice(0, 200)}`,
		hint: "Separate names by single commas.",
	});
}

function isSelector(term: TargetTerm): boolean {
	return /[=!\s(]/.test(term);
}
