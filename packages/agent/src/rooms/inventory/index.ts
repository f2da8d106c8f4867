export { createInventory, type Inventory } from "./inventory.ts";
