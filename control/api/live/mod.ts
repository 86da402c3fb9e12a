export { liveCommandRoutes } from "./command_routes.ts";
