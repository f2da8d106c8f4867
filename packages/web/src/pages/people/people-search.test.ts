import assert from "node:assert/strict";
import { test } from "node:test";
import { peopleQuery, readPeopleSearch } from "./people-search.ts";

test("the address says whom the page lists and how, and nothing else", () => {
	assert.deepEqual(readPeopleSearch({ search: 7, sort: "newest", x: "y" }), {
		search: "7",
		sort: "newest",
	});
	assert.deepEqual(readPeopleSearch({ search: {}, sort: "salary" }), {});
	assert.deepEqual(readPeopleSearch({ sort: "name" }), {});
	assert.equal(
		readPeopleSearch({ search: "x".repeat(900) }).search?.length,
		200,
	);
	assert.deepEqual(peopleQuery({}), { search: null, order: "NAME" });
	assert.deepEqual(peopleQuery({ search: "a", sort: "oldest" }), {
		search: "a",
		order: "OLDEST",
	});
});
