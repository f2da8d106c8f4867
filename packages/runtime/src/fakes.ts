export {
	afterTransaction,
	createFakeTransact,
	lockInTransaction,
	onRollback,
	putInTransaction,
} from "./transaction.fake.ts";
