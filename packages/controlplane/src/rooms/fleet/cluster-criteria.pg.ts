import type { Requirement } from "@quarterdeck/contract";
import { type RawBuilder, sql } from "kysely";
import type { ClusterCriteria, ClusterTerm } from "./cluster-criteria.ts";

/** `meetsCriteria` in SQL, over the columns of `clusters`. A property test holds the two together. */
export function criteriaConditions(
	criteria: ClusterCriteria,
): RawBuilder<unknown>[] {
	const { requirements = [], search, states, only, terms } = criteria;
	const conditions = requirements.map(requirementCondition);
	if (search !== undefined)
		conditions.push(sql`strpos(clusters.name, ${search}) > 0`);
	if (states) conditions.push(sql`clusters.state = any(${states}::text[])`);
	if (only !== undefined) conditions.push(sql`clusters.id = ${only}`);
	if (terms) conditions.push(oneOf(terms.map(termCondition)));
	return conditions;
}

/** As in Kubernetes, an absent key is also "not in". Keys are values here, never text of the statement. */
function requirementCondition(requirement: Requirement): RawBuilder<unknown> {
	const value = sql`(clusters.labels ->> ${requirement.key}::text)`;
	switch (requirement.kind) {
		case "exists":
			return sql`${value} is not null`;
		case "absent":
			return sql`${value} is null`;
		case "in":
			return sql`${value} = any(${requirement.values}::text[])`;
		case "not-in":
			return sql`(${value} = any(${requirement.values}::text[])) is not true`;
	}
}

function termCondition(term: ClusterTerm): RawBuilder<unknown> {
	if (term.kind === "name") return sql`clusters.name = ${term.name}`;
	if (term.kind === "glob")
		return sql`clusters.name like ${likePattern(term.pattern)} escape '\\'`;
	return sql`(${sql.join(term.requirements.map(requirementCondition), sql` and `)})`;
}

function oneOf(
	conditions: readonly RawBuilder<unknown>[],
): RawBuilder<unknown> {
	return conditions.length === 0
		? sql`false`
		: sql`(${sql.join(conditions, sql` or `)})`;
}

/** A glob as LIKE takes it. */
function likePattern(glob: string): string {
	return glob
		.replace(/[\\%_]/g, "\\$&")
		.replace(/\*+/g, "%")
		.replaceAll("?", "_");
}
