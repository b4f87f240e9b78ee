import { binjiangWaves, binjiangWaves2023 } from "./binjiang.ts";
import { changyiWaves, lateJoining } from "./changyi.ts";
import { futianWaves, futianZoneWaves } from "./futian.ts";
import { hangzhouReturns2023, hangzhouWaves2018 } from "./hangzhou.ts";
import { mangyaWaves } from "./mangya.ts";
import { formerDistricts, handOvers, reform, urbanSix } from "./reform.ts";
import { type Chapter, morning, type Step } from "./step.ts";

// The tree of regions is one stream: its changes go one after the other.
const oneByOne = (steps: readonly Step[]) => steps.map((step) => [step]);

const chapter = (day: string, labelZh: string, waves: Chapter["waves"]): Chapter => ({
  recordedAt: morning(day),
  labelZh,
  waves,
});

/** The demo's history in the order of its recording. */
export const plan: readonly Chapter[] = [
  chapter("2019-01-15", "杭州：2018 年的区划", oneByOne([...formerDistricts, urbanSix])),
  chapter("2019-01-15", "杭州：2018 年底的学校与教育集团", hangzhouWaves2018),
  chapter("2019-01-15", "滨江：2018 年底的学校与教育集团", binjiangWaves(1990, 2018)),
  chapter("2019-09-20", "滨江：2019 年新办学校", binjiangWaves(2019, 2019)),
  chapter("2019-09-20", "茫崖：布局调整之前", mangyaWaves[2019]),
  chapter("2020-09-20", "滨江：2020 年新办学校", binjiangWaves(2020, 2020)),
  chapter("2020-09-20", "茫崖：冷湖镇教学点", mangyaWaves[2020]),
  chapter("2021-04-12", "杭州：2021 年区划调整", oneByOne(reform)),
  chapter("2021-04-12", "杭州：学校移交临平、钱塘", handOvers),
  chapter("2021-09-20", "滨江：2021 年新办学校", binjiangWaves(2021, 2021)),
  chapter("2022-09-20", "滨江：2022 年新办学校", binjiangWaves(2022, 2022)),
  chapter("2022-09-20", "茫崖：第二完全小学与实验小学", mangyaWaves[2022]),
  chapter("2023-09-20", "滨江：2023 学年年度统计", binjiangWaves2023),
  chapter("2023-09-25", "杭州：2023 学年年度统计", [hangzhouReturns2023]),
  chapter("2024-01-10", "昌邑：城乡发展共同体", changyiWaves),
  chapter("2024-03-20", "福田：学校与公办教育集团", futianWaves),
  chapter("2024-09-20", "福田：大学区", futianZoneWaves),
  chapter("2025-03-15", "昌邑：补录 2024 年 9 月的加入", [lateJoining]),
  chapter("2025-09-20", "茫崖：茫崖镇教学点", mangyaWaves[2025]),
];
