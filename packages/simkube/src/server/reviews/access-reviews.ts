import type { KubeObject } from "../../kube-object.ts";
import type { Attributes } from "../../rbac/index.ts";
import { badRequest } from "../../resources/refusals.ts";
import { StatusError } from "../../status-error.ts";
import type { AccessControl } from "../access-control.ts";
import type { Answer } from "../answer-resource.ts";
import type { User } from "../user.ts";
import { readReview, sendReview } from "./read-review.ts";

const apiVersion = "authorization.k8s.io/v1";

/** The answers to "may I?", "may they?" and "what may I?". */
export function createAccessReviews(access: AccessControl): [string, Answer][] {
	const ask =
		(kind: string, userOf: (review: KubeObject, self: User) => User): Answer =>
		async (exchange) => {
			const review = await readReview(exchange, apiVersion, kind);
			const attributes = attributesOf(review, kind);
			if (kind === "LocalSubjectAccessReview")
				demandOwnNamespace(review, exchange.info.namespace);
			const user = userOf(review, exchange.user);
			const { allowed, reason } = access.authorizer.authorize(user, attributes);
			sendReview(exchange, review, {
				allowed,
				...(reason === "" ? {} : { reason }),
			});
		};
	return [
		[
			"authorization.k8s.io/selfsubjectaccessreviews/",
			ask("SelfSubjectAccessReview", (_, self) => self),
		],
		[
			"authorization.k8s.io/subjectaccessreviews/",
			ask("SubjectAccessReview", subjectOf),
		],
		[
			"authorization.k8s.io/localsubjectaccessreviews/",
			ask("LocalSubjectAccessReview", subjectOf),
		],
		["authorization.k8s.io/selfsubjectrulesreviews/", rulesReview(access)],
	];
}

function rulesReview(access: AccessControl): Answer {
	return async (exchange) => {
		const review = await readReview(
			exchange,
			apiVersion,
			"SelfSubjectRulesReview",
		);
		const namespace = review.spec?.namespace;
		if (typeof namespace !== "string" || namespace === "")
			throw badRequest("no namespace on request");
		const rules = access.authorizer.rulesFor(exchange.user, namespace);
		sendReview(exchange, review, { ...rules, incomplete: false });
	};
}

function attributesOf(review: KubeObject, kind: string): Attributes {
	const { resourceAttributes, nonResourceAttributes } = review.spec ?? {};
	if (Boolean(resourceAttributes) === Boolean(nonResourceAttributes))
		throw oneOfBoth(review, kind, Boolean(resourceAttributes));
	if (nonResourceAttributes) {
		const { verb = "", path = "" } = nonResourceAttributes;
		return { verb, path };
	}
	return {
		verb: resourceAttributes.verb ?? "",
		group: resourceAttributes.group ?? "",
		resource: resourceAttributes.resource ?? "",
		subresource: resourceAttributes.subresource ?? "",
		name: resourceAttributes.name ?? "",
		namespace: resourceAttributes.namespace ?? "",
	};
}

function oneOfBoth(
	review: KubeObject,
	kind: string,
	hasBoth: boolean,
): StatusError {
	const field = hasBoth
		? "spec.nonResourceAttributes"
		: "spec.resourceAttributes";
	const why = hasBoth
		? "cannot be specified in combination with resourceAttributes"
		: "exactly one of nonResourceAttributes or resourceAttributes must be specified";
	const shown = hasBoth
		? JSON.stringify(review.spec.nonResourceAttributes)
		: "null";
	return new StatusError({
		code: 422,
		reason: "Invalid",
		message: `${kind}.authorization.k8s.io "" is invalid: ${field}: Invalid value: ${shown}: ${why}`,
		details: {
			group: "authorization.k8s.io",
			kind,
			causes: [
				{
					reason: "FieldValueInvalid",
					message: `Invalid value: ${shown}: ${why}`,
					field,
				},
			],
		},
	});
}

function demandOwnNamespace(review: KubeObject, namespace: string): void {
	const asked = review.spec?.resourceAttributes?.namespace;
	if (asked !== namespace)
		throw badRequest(
			`spec.resourceAttributes.namespace must match namespace: ${namespace}`,
		);
}

function subjectOf(review: KubeObject): User {
	const { user = "", groups = [], extra, uid } = review.spec ?? {};
	return {
		username: user,
		groups,
		...(uid ? { uid } : {}),
		...(extra ? { extra } : {}),
	};
}
