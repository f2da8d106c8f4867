/* The child of inOwnProcess: starts what it is told, says what is to be known of it, and ends with its parent. */
interface Served {
	readonly said: object;
	stop(): Promise<void>;
}

const [module = "", argument = "null"] = process.argv.slice(2);
const { serve } = (await import(module)) as {
	serve(argument: unknown): Promise<Served>;
};
const served = await serve(JSON.parse(argument));
process.once(
	"disconnect",
	() => void served.stop().finally(() => process.exit(0)),
);
process.on("message", () => {
	const { user, system } = process.cpuUsage();
	process.send?.({ cpuMs: (user + system) / 1000 });
});
process.send?.(served.said);
