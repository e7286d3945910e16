import { useData, useRoute } from "vitepress";
import { nextTick, onMounted, watch } from "vue";
import { pageOf } from "../page.mts";

/** Stands in the guides for the address of Pupil's files. */
const EXAMPLE = "https://example.org/pupil/";

/** Writes into the examples of a page where this site has the files of the elements, so that they work when copied. */
export function fillAddresses(): void {
  const { site } = useData();
  const route = useRoute();
  const fill = async () => {
    await nextTick();
    const address = new URL(pageOf(site.value.base), location.href).href;
    for (const code of document.querySelectorAll(".vp-doc code")) {
      const texts = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
      while (texts.nextNode()) {
        const text = texts.currentNode as Text;
        if (text.data.includes(EXAMPLE)) text.data = text.data.replaceAll(EXAMPLE, address);
      }
    }
  };
  onMounted(() => {
    watch(() => route.path, fill);
    void fill();
  });
}
