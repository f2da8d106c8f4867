import type { ApiContext } from "./api-context.ts";

/** The same question within one request is asked once, however many rows of a list lead to it. */
export function oncePerRequest<Key, Answer>(
	ask: (context: ApiContext, key: Key) => Promise<Answer>,
): (context: ApiContext, key: Key) => Promise<Answer> {
	const asked = new WeakMap<ApiContext, Map<Key, Promise<Answer>>>();
	return (context, key) => {
		const answers = asked.get(context) ?? new Map<Key, Promise<Answer>>();
		asked.set(context, answers);
		const answer = answers.get(key) ?? ask(context, key);
		answers.set(key, answer);
		return answer;
	};
}
