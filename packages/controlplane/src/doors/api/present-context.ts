import { AppError } from "@quarterdeck/contract";
import { actorOf } from "../../rooms/people/index.ts";
import { type ApiContext, requireSignedIn } from "./api-context.ts";

/**
 * The same request with the person as they are now, for what goes on for long: their groups may have changed. No use of the
 * session; its end is `whileSignedIn`'s to notice.
 * @throws AppError NOT_SIGNED_IN when they were removed.
 */
export async function presentContext(context: ApiContext): Promise<ApiContext> {
	const signedIn = requireSignedIn(context);
	const { organisation, person: before } = signedIn;
	const { people } = context.deps;
	const person = await people.findPerson(organisation.id, before.id);
	if (!person || person.removedAt) throw new AppError("NOT_SIGNED_IN", {});
	return {
		...context,
		signedIn: { ...signedIn, person, actor: actorOf(person) },
	};
}
