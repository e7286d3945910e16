import "../elements/index.ts";
