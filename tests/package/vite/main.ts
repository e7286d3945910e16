import "pupil/elements";
import { history } from "./example.js";

document.title = `accuracy ${history["accuracy"]?.at(-1)}`;
