export { DashboardBuildError } from "./dashboard-build-error.ts";
export { dashboardFolder } from "./dashboard-folder.ts";
