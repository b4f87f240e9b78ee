/** An element with text and children; text never becomes markup. */
export const element = (name, attributes = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
};

/** Chinese with its English beside it. */
export const both = (zh, en) => [zh, " ", element("span", { lang: "en" }, en)];

export const say = (place, words, bad = false) => {
  place.classList.toggle("bad", bad);
  place.replaceChildren(...words);
};
