import { render } from "preact";
import { followAddress } from "./address/navigate.ts";
import { App } from "./app.tsx";
import "./style/base.css";
import "./style/frame.css";
import "./style/report.css";

followAddress();
render(<App />, document.getElementById("page") as HTMLElement);
