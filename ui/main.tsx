import "./zod_config.ts";
import { render } from "preact";
import { App } from "./pages/app.tsx";
import { startRouter } from "./router.ts";
import { startLanguage } from "./models/language.ts";
import { startTheme } from "./models/theme.ts";

startLanguage();
startTheme();
startRouter();
const root = document.getElementById("app");
if (!root) throw new Error("Cannot start: the page has no #app");
render(<App />, root);
