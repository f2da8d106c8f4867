import type { KubeObject } from "../../kube-object.ts";
import { type ClusterState, kubeTime } from "../../resources/cluster-state.ts";
import { StatusError } from "../../status-error.ts";
import type { Answer } from "../answer-resource.ts";
import { objectAt } from "../answer-write.ts";
import type { Authenticator } from "../authenticate.ts";
import { isDryRun } from "../exchange.ts";
import {
	defaultAudience,
	type ServiceAccountTokens,
} from "../service-account-tokens.ts";
import type { User } from "../user.ts";
import { readReview, sendReview } from "./read-review.ts";

const apiVersion = "authentication.k8s.io/v1";
const shortestSeconds = 600;
const longestSeconds = 2 ** 32;

/** The answers to "who am I?" and "whose token is this?", and the making of tokens. */
export function createTokenReviews(deps: {
	state: ClusterState;
	authenticator: Authenticator;
	serviceAccountTokens: ServiceAccountTokens;
}): [string, Answer][] {
	return [
		["authentication.k8s.io/selfsubjectreviews/", selfReview(deps.state)],
		["authentication.k8s.io/tokenreviews/", tokenReview(deps.authenticator)],
		["/serviceaccounts/token", tokenRequest(deps)],
	];
}

function selfReview(state: ClusterState): Answer {
	return async (exchange) => {
		const review = await readReview(exchange, apiVersion, "SelfSubjectReview");
		review.metadata = { creationTimestamp: kubeTime(state.clock()) };
		delete review.spec;
		sendReview(exchange, review, { userInfo: userInfoOf(exchange.user) });
	};
}

function userInfoOf(user: User) {
	return {
		username: user.username,
		...(user.uid ? { uid: user.uid } : {}),
		groups: user.groups,
		...(user.extra ? { extra: user.extra } : {}),
	};
}

function tokenReview(authenticator: Authenticator): Answer {
	return async (exchange) => {
		const review = await readReview(exchange, apiVersion, "TokenReview");
		const { token, audiences } = review.spec ?? {};
		if (!token)
			throw invalid(review, "TokenReview", "spec.token", "Required value");
		const asked = audiences?.length > 0 ? audiences : undefined;
		const found = authenticator.byToken(token, asked);
		sendReview(
			exchange,
			review,
			found
				? {
						authenticated: true,
						user: userInfoOf(found.user),
						...(found.audiences.length > 0
							? { audiences: found.audiences }
							: {}),
					}
				: {
						user: {},
						error: "[invalid bearer token, token lookup failed]",
					},
		);
	};
}

function tokenRequest(deps: {
	state: ClusterState;
	serviceAccountTokens: ServiceAccountTokens;
}): Answer {
	const { state } = deps;
	return async (exchange, type) => {
		const account = objectAt(state, exchange, type);
		const review = await readReview(exchange, apiVersion, "TokenRequest");
		const ttlSeconds = review.spec?.expirationSeconds ?? 3600;
		demandSensibleTtl(review, ttlSeconds);
		const given = review.spec?.audiences ?? [];
		const audiences = given.length > 0 ? given : [defaultAudience];
		const { namespace, name, uid } = account.metadata;
		const token = isDryRun(exchange)
			? ""
			: deps.serviceAccountTokens.mint({
					namespace: namespace as string,
					name: name as string,
					uid: uid as string,
					audiences,
					ttlSeconds,
					tokenId: state.identities.uid(),
				});
		const expirationTimestamp = kubeTime(state.clock() + ttlSeconds * 1000);
		review.metadata = {
			name: name as string,
			namespace: namespace as string,
			creationTimestamp: kubeTime(state.clock()),
		};
		review.spec = { ...review.spec, audiences, expirationSeconds: ttlSeconds };
		sendReview(exchange, review, { token, expirationTimestamp });
	};
}

function demandSensibleTtl(review: KubeObject, ttlSeconds: number): void {
	const field = "spec.expirationSeconds";
	if (ttlSeconds < shortestSeconds)
		throw invalid(
			review,
			"TokenRequest",
			field,
			`Invalid value: ${ttlSeconds}: may not specify a duration less than 10 minutes`,
		);
	if (ttlSeconds > longestSeconds)
		throw invalid(
			review,
			"TokenRequest",
			field,
			`Invalid value: ${ttlSeconds}: may not specify a duration larger than 2^32 seconds`,
		);
}

function invalid(
	review: KubeObject,
	kind: string,
	field: string,
	message: string,
): StatusError {
	const name = review.metadata.name ?? "";
	return new StatusError({
		code: 422,
		reason: "Invalid",
		message: `${kind}.authentication.k8s.io "${name}" is invalid: ${field}: ${message}`,
		details: {
			...(name === "" ? {} : { name }),
			group: "authentication.k8s.io",
			kind,
			causes: [
				{
					reason: message.startsWith("Required")
						? "FieldValueRequired"
						: "FieldValueInvalid",
					message,
					field,
				},
			],
		},
	});
}
