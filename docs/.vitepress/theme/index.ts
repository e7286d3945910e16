import { useData } from "vitepress";
import DefaultTheme from "vitepress/theme";
import { defineComponent, h } from "vue";
import { pageOf } from "../page.mts";
import { fillAddresses } from "./address.ts";
import "./style.css";

/** A link to the page with the lessons, one folder above the documentation. */
const ToLessons = defineComponent(() => {
  const { site, lang } = useData();
  return () => h("a", { class: "to-lessons", href: pageOf(site.value.base), target: "_self" }, lang.value.startsWith("zh") ? "互动演示" : "Lessons");
});

export default {
  extends: DefaultTheme,
  setup: fillAddresses,
  Layout: () => h(DefaultTheme.Layout, null, { "nav-bar-content-before": () => h(ToLessons), "nav-screen-content-before": () => h(ToLessons) }),
};
