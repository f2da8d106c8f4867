import { AppError } from "@quarterdeck/contract";
import type { Bus } from "@quarterdeck/wire";

/** A bus on which agents are refused while there is a reason. */
export function answerUnless(
	bus: Pick<Bus, "answer">,
	whyNot: () => string | undefined,
): Pick<Bus, "answer"> {
	return {
		answer: (verb, handle, options) =>
			bus.answer(
				verb,
				async (from, request) => {
					const reason = whyNot();
					if (reason !== undefined)
						throw new AppError("CLOCK_WRONG", { reason });
					return await handle(from, request);
				},
				options,
			),
	};
}
