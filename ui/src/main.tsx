import { createRoot } from "react-dom/client";
import { start } from "./app/start";
import { choosePlatform } from "./platform/platform";

const root = document.getElementById("root");
if (root) void choosePlatform().then((platform) => start(createRoot(root), platform));
