const { dataset } = document.documentElement;
dataset.theme = localStorage.getItem("theme") ?? "light";
document.querySelector("#theme").addEventListener("click", () => {
  dataset.theme = dataset.theme === "dark" ? "light" : "dark";
  localStorage.setItem("theme", dataset.theme);
});
