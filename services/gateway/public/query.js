import { ask, NoDemoAccounts } from "./api.js";
import { both, say } from "./element.js";

const example = `{
  coverage(
    region: "330108"
    rate: GROUP
    basis: SCHOOLS
    asOf: "2023-09-01"
    stage: ALL
    ownership: ALL
  ) {
    numerator
    denominator
    rate
    unit
    reason
    asOf
    knownAt
    position
    definition { id version textZh }
    children { region { code name } numerator denominator rate }
  }
}`;

const run = async (form, state, answer) => {
  say(state, both("正在查询……", "Running…"));
  const started = performance.now();
  try {
    const result = await ask(form.account.value, form.text.value);
    const failed = result.data === undefined || result.data === null;
    const taken = `${Math.round(performance.now() - started)} ms`;
    const position = result.extensions?.position ?? "";
    say(
      state,
      failed
        ? both("查询未能完成，原因见下。", "The query failed; see below.")
        : both(`用时 ${taken}，读取位置 ${position}`, `read at position ${position}`),
      failed,
    );
    answer.value = JSON.stringify(result, null, 2);
    answer.hidden = false;
  } catch (error) {
    answer.hidden = true;
    const absent = error instanceof NoDemoAccounts;
    const words = absent
      ? both("本系统没有开放演示账号，不能在此页面运行查询。", "Demo accounts are not available here.")
      : both("请求没有得到答复，请检查网络后重试。", "The request was not answered; please try again.");
    say(state, words, true);
  }
};

export const prepareQuery = (form, state, answer) => {
  form.text.value = example;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void run(form, state, answer);
  });
  form.text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
};
